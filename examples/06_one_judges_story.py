"""One judge's story: reversals, reviews, proposal, hearing, suspension, notice, appeal, restoration. `--lang zh`: in Chinese.

The story itself is data, examples/stories/one_judge.yaml; every step of it is taken in a real docket.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from stories.teller import Teller

import courtqa
from courtqa import Docket

lang = "zh" if "zh" in sys.argv else "en"
tale = yaml.safe_load((Path(__file__).parent / "stories" / "one_judge.yaml").read_text(encoding="utf-8"))

print(tale["title"][lang])
with TemporaryDirectory() as folder:
    docket = Docket(Path(folder) / "court.db", policy=courtqa.load_policy("harbin"))
    Teller(docket, tale, lang).play()
    sealed = sum(len(docket.trail(each)) for each in docket.proceedings())
    whole = docket.verify().ok
    docket.close()

said = {
    "zh": f"全部 {sealed} 个步骤均已封存，核验：{'完整' if whole else '有改动'}。",
    "en": f"All {sealed} steps are sealed; verified: {whole}.",
}
print(f"\n{said[lang]}")
