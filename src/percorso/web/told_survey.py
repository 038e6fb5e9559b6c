"""Puts the results of surveys into words and numbers of a language."""

from typing import Any

from percorso.domain.survey.questions import SCALES
from percorso.domain.survey.results import QuestionResult, Score, SurveyResults
from percorso.drawing.language import Language
from percorso.web.words import Lang, words_of

_WIDE = 200
# Between which a score lies.
_ENDS = {"nps": (-100, 100), "csat": (0, 1), "ces": SCALES["ces"]}


class SurveyWords:
    """Tells results.

    Args:
        code: The language.
    """

    def __init__(self, code: Lang) -> None:
        self._language = Language(code)
        self._code = code
        self._say = words_of(code)

    def score(self, score: Score | None) -> dict[str, Any] | None:
        """A score: its number, how sure it is, and what it is made of."""
        if score is None:
            return None
        found = score.estimate
        return {
            "kind": score.kind.upper(),
            "value": "–" if found["value"] is None else self._number(score, found["value"]),
            "sure": self._sure(score),
            "small": self._say["survey_small"] if found["n"] >= 10 and score.is_small else "",
            "groups": self._groups(score) if found["n"] else "",
            "detectable": score.detectable is not None
            and self._say["survey_detectable"].format(
                points=self._language.number(score.detectable, 0)
            ),
            "n": self._language.number(found["n"]),
        }

    def asked(self, found: SurveyResults) -> list[str]:
        """Who was asked and answered, in sentences."""
        asked, number, share = found.asked, self._language.number, self._language.share
        told = [
            self._say["survey_answers"].format(
                responses=number(asked.responses), whole=number(asked.whole)
            )
        ]
        if asked.asked:
            rate = asked.rate
            told.append(
                self._say["survey_rate"].format(
                    asked=number(asked.asked), share=share(rate["value"]), low=share(rate["low"]),
                    high=share(rate["high"]),
                )
            )  # fmt: skip
        if asked.unasked:
            told.append(self._say["survey_unasked"].format(count=number(asked.unasked)))
        if asked.revised:
            told.append(self._say["survey_revised"].format(count=number(asked.revised)))
        return told

    def weighted(self, found: SurveyResults) -> str:
        """The score weighted to who was asked, in a sentence; empty where there is none."""
        one, score = found.weighted, found.headline
        if one is None or score is None:
            return ""
        value, low, high = (self._number(score, part) for part in (one.value, one.low, one.high))
        number = self._language.number
        return self._say["survey_weighted"].format(
            value=value, low=low, high=high, n=number(one.n), worth=number(one.effective, 0)
        )

    def question(self, one: QuestionResult) -> dict[str, Any]:
        """A question with what was answered."""
        number, share = self._language.number, self._language.share
        bars: list[tuple[str, str, int]] = []
        if one.score is not None:
            low, _ = SCALES[one.kind]
            most = max(one.score.counts) or 1
            bars = [
                (str(low + at), number(count), round(_WIDE * count / most))
                for at, count in enumerate(one.score.counts)
            ]
        for choice in one.choices:
            said = choice.it if self._code == "it" else choice.en
            of = choice.share
            between = f"{share(of['value'])} ({share(of['low'])}–{share(of['high'])})"
            bars.append((said, between, round(_WIDE * (of["value"] or 0))))
        return {
            "text": one.it if self._code == "it" else one.en,
            "count": self._say["survey_answered"].format(count=number(one.answered)),
            "score": self.score(one.score), "bars": bars if one.answered else [],
        }  # fmt: skip

    def months(self, found: SurveyResults) -> list[dict[str, Any]]:
        """The headline month by month, each with its place between the ends of its scale."""
        return [
            {
                "month": f"{one.month[5:]}/{one.month[:4]}",
                "score": self.score(one.score),
                "bar": self._bar(one.score),
            }
            for one in found.months
        ]

    def _bar(self, score: Score) -> dict[str, int] | None:
        found = score.estimate
        value = found["value"]
        if value is None:
            return None
        low, high = _ENDS[score.kind]
        ends = {"at": value, "low": found["low"], "high": found["high"]}
        return {
            name: round(_WIDE * ((value if end is None else end) - low) / (high - low))
            for name, end in ends.items()
        }

    def _sure(self, score: Score) -> str:
        found, n = score.estimate, self._language.number(score.estimate["n"])
        if found["low"] is None or found["high"] is None:
            key = "survey_too_few" if score.kind == "nps" else "survey_mean_too_few"
            return self._say[key].format(n=n)
        return self._say["survey_interval"].format(
            low=self._number(score, found["low"]), high=self._number(score, found["high"]), n=n
        )

    def _groups(self, score: Score) -> str:
        number = self._language.number
        high, middle, low = (number(count) for count in score.groups)
        key = "survey_groups_nps" if score.kind == "nps" else "survey_groups_other"
        share = self._language.share(score.high_share["value"])
        return self._say[key].format(high=high, middle=middle, low=low, share=share)

    def _number(self, score: Score, value: float) -> str:
        if score.kind == "csat":
            return self._language.share(value)
        return self._language.number(value, 0 if score.kind == "nps" else 2)
