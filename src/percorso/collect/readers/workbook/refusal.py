"""Why a workbook is not read, as plain facts that cross from one process to the other."""


class Refusal(Exception):
    """The workbook is not read.

    Attributes:
        code: Which situation: a code of WIRE-FORMATS 13, or `damaged`, `other_kind`, `no_sheet`.
        facts: What was found, in words; names of sheets for `no_sheet`.
    """

    def __init__(self, code: str, *facts: str) -> None:
        self.code, self.facts = code, facts
        super().__init__(code, *facts)
