"""The words of the demo, in both languages."""

from __future__ import annotations

from courtqa.text import Text

OPENING = Text(
    zh="模拟一个中级人民法院 {first}、{last} 两年（种子 {seed}）；人员和案件均为虚构。",
    en="Two simulated years, {first} and {last}, of an intermediate people's court (seed {seed}); "
    "people and cases are made up.",
)
RULES = Text(zh="规则包", en="The rules")
RECORDS = Text(zh="两年的案件记录", en="The records of two years")
PROCEDURES = Text(zh="评查、听证与剖析", en="Reviews, hearings, analyses")
EVALUATION = Text(zh="纵向评估与横向比较", en="Against last year and beside the peers")
ACCOUNTABILITY = Text(zh="建议与决定", en="Proposals and decisions")
BULLETINS = Text(zh="五种通报", en="The five bulletins")
VERIFICATION = Text(zh="核验", en="Verification")
SIMULATING = Text(zh="正在模拟两年的案件……", en="Simulating two years of cases …")
RUNNING = Text(zh="正在办理", en="Running procedures")
EVALUATING = Text(zh="正在评估……", en="Evaluating …")
REPORTING = Text(zh="正在生成 report.html……", en="Writing report.html …")
WRITING = Text(zh="正在起草、签发、编号……", en="Drafting, signing, numbering …")
VERIFYING = Text(zh="正在逐条核验……", en="Checking every event …")
NOT_EMPTY = Text(
    zh="{out} 不是空文件夹，也不是以前的演示；请另选文件夹",
    en="{out} is neither empty nor an earlier demo; choose another folder",
)
DONE = Text(zh="用时 {seconds} 秒。", en="Done in {seconds} s.")

POLICY = Text(
    zh="规则包 {names}，已全部校验；标明为假设的规定 {assumed} 处；摘要 {digest}…",
    en="Packs {names}, checked whole; {assumed} places marked as assumptions; digest {digest}…",
)
CASES = Text(
    zh="案件 {cases} 件，庭室 {divisions} 个，法官 {judges} 名。已知每名法官的真实水平（records/truth.csv），法院自己并不知道。",
    en="{cases} cases, {divisions} divisions, {judges} judges. The true rates are known (records/truth.csv); the court "
    "does not know them.",
)
CHANGES = Text(zh="{last} 年与 {first} 年相比", en="{last} against {first}")
HEAD_CHANGES = (
    Text(zh="指标", en="figure"),
    Text(zh="公布", en="published"),
    Text(zh="模拟", en="simulated"),
    Text(zh="抽样标准误", en="standard error of sampling"),
)
RAN = Text(
    zh="{first} 至 {last}，共 {matters} 件案卷、{events} 条记录；{silences} 次期限届满未答复（记录在案，不视为同意），"
    "{late} 个步骤超过期限。",
    en="From {first} to {last}: {matters} proceedings, {events} events; {silences} windows closed in silence (recorded, "
    "not consent), {late} steps came after their time-limit.",
)
HANDED = Text(
    zh="官方工作日历自 2007 年起，2006 年的案件于 2007 年初移交办理。",
    en="The official calendar begins in 2007, so what happened in 2006 was handed over early in 2007.",
)
WORKFLOWS = Text(zh="办理了什么", en="What was run")
HEAD_WORKFLOWS = (Text(zh="事项", en="matter"), Text(zh="终局", en="ended as"), Text(zh="件", en="number"))
REFUSALS = Text(zh="拒绝了什么（{count} 次）", en="What was refused ({count} attempts)")
HEAD_REFUSALS = (Text(zh="原因", en="reason"), Text(zh="次", en="times"), Text(zh="例", en="for example"))
TRAIL = Text(zh="其中一件的记录：", en="The trail of one of them:")
GRADES = Text(
    zh="{units} 个庭中，{told}。单项指标 {judged} 项，非“持平” {seen} 项；若全无变化，偶然也会出现约 {chance} 项。",
    en="Of {units} divisions: {told}. Of {judged} single indicators {seen} are not level; about {chance} would be by "
    "chance alone.",
)
ORDER = Text(
    zh="“{group}”的综合次序{shown}（可排序性 {rho}）。",
    en="{group}: the combined order is {shown} (rankability {rho}).",
)
SHOWN = {
    "refused": Text(zh="不予公布：差异多属偶然", en="refused, as most of the spread is chance"),
    "warned": Text(zh="附警示公布", en="shown with a warning"),
    "shown": Text(zh="可以公布", en="shown"),
}
HELD = Text(
    zh="发改名次的区间包含真实名次：{held}/{units} 个庭。",
    en="By reversals, the interval of places holds the true place in {held} of {units} divisions.",
)
ACCOUNTS = Text(
    zh="就 {proposals} 名法官提出建议（{exempt} 件发改因免责原因不计），{none} 名无事由。院长听取陈述申辩后作出 {decisions} 项决定，"
    "{let_be} 名不予处理；{refused} 次未听取本人意见即拟决定，均被拒绝。",
    en="Proposals on {proposals} judges ({exempt} reversals with an exempt cause not counted); {none} of them without any "
    "ground. After hearings the president decided {decisions} times and let {let_be} be; {refused} decisions before a "
    "hearing were refused.",
)
HEAD_DECISIONS = (
    Text(zh="处理", en="measure"),
    Text(zh="建议", en="proposed"),
    Text(zh="决定", en="decided"),
)
DECIDED = Text(zh="建议的最重一级与决定", en="The heaviest rung proposed, and what was decided")
NO_GROUND = Text(zh="无事由", en="no ground")
HEAD_BULLETINS = (
    Text(zh="通报", en="bulletin"),
    Text(zh="编号", en="number"),
    Text(zh="点名", en="persons named"),
)
ISSUED = Text(zh="签发并编号", en="Signed and numbered")
REFUSED_SIGNING = Text(
    zh="起草人曾欲自行签发，被拒绝：{why}", en="The author tried to sign and was refused: {why}"
)
LOOK = Text(zh="请看", en="Where to look")
