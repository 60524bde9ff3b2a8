"""One runnable comparison per claim: ours and a named peer or floor, side by side in one run."""
