"""``python -m courtqa``: the command line."""

from courtqa.cli import main

if __name__ == "__main__":
    main()
