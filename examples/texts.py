"""The words beside the figures. No person, phone number or address is ever named."""

from __future__ import annotations

from random import Random

MARK = "演示数据"

_STATUS_EVIDENCE = (
    "印发文件1份、活动照片{n}张", "工作总结1份、简报{m}期", "会议纪要{m}份", "实施方案及总结各1份", "宣传报道截图{n}条",
    "督查通报{m}份、整改台账1册", "工作台账1册、照片{n}张", "制度文件{m}份", "专题材料1份、影像资料{m}份",
)  # fmt: skip
_COUNT_EVIDENCE = ("会议纪要{m}份", "学习记录{m}份、照片{n}张", "活动方案、简报各{m}份", "通知{m}份、现场照片{n}张")
_SITE_EVIDENCE = ("命名文件{m}份", "命名文件及示范点简介", "验收表、命名文件、照片{n}张")
_COVERAGE_EVIDENCE = ("各单位活动台账、照片汇总", "汇总表1份、抽查记录{m}份", "台账及抽样照片{n}张")
_HOURS_EVIDENCE = ("课程表、教案及授课记录", "课程安排表{m}份、教案抽样")
_PROBLEMS = (
    "个别乡镇推进较慢", "工作经费较为紧张", "台账资料不够规范", "部门之间信息共享不够及时", "点多面广,力量不足", "统筹安排不够", "形式较为单一",
)  # fmt: skip
_SITE_PROBLEMS = ("示范点亮点特色不够突出", "点位打造周期较长", "命名材料尚在审核", "个别点位标准不高")
_NEXT_STEPS = (
    "对照标准加快推进,下月上报佐证", "专题研究,落实责任", "督促补齐台账资料", "协调落实工作经费", "组织一次集中宣传活动", "实地督导,现场解决",
    "按月调度,逐项销号",
)  # fmt: skip
_ALL_WELL = ("持续巩固提升", "总结经验,形成长效机制", "做好资料归档")
_FALL_REMARKS = ("上期重复统计{n}{unit},本期据实核减", "经核实,上期多计{n}{unit},现予更正", "口径调整:剔除重复计算的{n}{unit}")
_RAISE_REMARKS = ("更正:上次漏报{n}{unit}", "补报漏统的{n}{unit}")


def evidence(kind: str, is_site: bool, random: Random) -> str:
    by_kind = {"status": _STATUS_EVIDENCE, "coverage": _COVERAGE_EVIDENCE, "hours": _HOURS_EVIDENCE}
    choices = _SITE_EVIDENCE if is_site else by_kind.get(kind, _COUNT_EVIDENCE)
    return random.choice(choices).format(n=random.randint(2, 12), m=random.randint(1, 4))


def problem(is_site: bool, random: Random) -> str:
    return random.choice(_SITE_PROBLEMS if is_site else _PROBLEMS)


def next_step(is_done: bool, random: Random) -> str:
    return random.choice(_ALL_WELL if is_done else _NEXT_STEPS)


def fall_remark(amount: float, unit: str, random: Random) -> str:
    return random.choice(_FALL_REMARKS).format(n=f"{amount:g}", unit=unit)


def raise_remark(amount: float, unit: str, random: Random) -> str:
    return random.choice(_RAISE_REMARKS).format(n=f"{amount:g}", unit=unit)
