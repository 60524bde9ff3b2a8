"""A bulletin: drafted by one, signed by another, numbered last, and written as Markdown, HTML and DOCX."""

from datetime import date, datetime

import courtqa
from courtqa import Actor, Docket, Refused

policy = courtqa.load_policy("harbin")
docket = Docket(":memory:", policy=policy)
drafter = Actor.of("zhou", "周某", "supervising_vice_president", unit="harbin_intermediate")
president = Actor.of("gao", "高某", "court_president", unit="harbin_intermediate")
clerk = Actor.of("he", "何某", "document_clerk", unit="general_office")
today, noon = date(2008, 1, 15), datetime(2008, 1, 15, 12, tzinfo=policy.zone)

draft = courtqa.draft(
    policy,
    "quality_bulletin",
    {
        "period": "2007年第四季度",
        "reviewed": 31,
        "reversed": 31,
        "exempt": 14,
        "overview": "发改案件同比下降37.40%，案件审判质量稳中有升。",
        "problems": [
            {"title": "随意发回", "facts": "个别案件可以依法改判而发回重审，增加了当事人的诉讼成本。"}
        ],
        "cases": [
            {
                "number": "（2007）哈民二初字第96号",
                "handler": {"id": "wang", "name": "王某", "unit": "civil_2"},
                "problem": "poor_quality",
                "finding": "程序违法，评定为瑕疵",
            }
        ],
        "demands": ["各审判庭对照通报逐案整改。"],
        "reply_by": date(2008, 1, 31),
        "reply_to": "本院审判管理办公室",
    },
    on=today,
    by=drafter,
)

try:
    courtqa.sign(draft, by=drafter, at=noon)
except Refused as refused:
    print("refused:", refused.refusal.reasons[0].text, end="\n\n")

signed = courtqa.sign(draft, by=president, at=noon)
notice = courtqa.issue(signed, docket.register, by=clerk, on=today)

print(courtqa.render(notice, "markdown"))
print(
    "DOCX:", courtqa.render(notice, "docx")[:2] == b"PK", "HTML:", "<table" in courtqa.render(notice, "html")
)
