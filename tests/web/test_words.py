"""The words of the pages: the same keys in both languages, and every template finds its own."""

import pkgutil
import re
from collections import Counter
from importlib import import_module
from importlib.resources import files

import percorso.web
from percorso.domain.consent.purposes import PURPOSES
from percorso.web import words
from percorso.web.words import LANGUAGES, words_of


def test_both_languages_have_the_same_words() -> None:
    italian, english = (words_of(language) for language in LANGUAGES)
    assert italian.keys() == english.keys()
    for key in italian:
        places = [set(re.findall(r"{(\w+)}", words[key])) for words in (italian, english)]
        assert places[0] == places[1], key


def test_no_word_is_said_by_two_modules() -> None:
    modules = [import_module(f"percorso.web.{one.name}")
               for one in pkgutil.iter_modules(percorso.web.__path__)
               if one.name.endswith("_words")]  # fmt: skip
    parts = [words.ITALIAN for words in modules if hasattr(words, "ITALIAN")]
    assert len(parts) > 10
    times = Counter(key for part in (*parts, words._ITALIAN) for key in part)
    assert [key for key, count in times.items() if count > 1] == []


def test_no_word_is_hidden_by_what_a_dictionary_does() -> None:
    assert [key for key in words_of("it") if hasattr(dict, key)] == []


def test_every_purpose_has_a_name() -> None:
    assert {f"purpose_{key}" for key in PURPOSES} <= words_of("it").keys()


def test_templates_say_only_what_there_is() -> None:
    said = set()
    for template in (files("percorso.web") / "templates").iterdir():
        said |= set(re.findall(r"say\.(\w+)", template.read_text(encoding="utf-8")))
    assert said
    assert said <= words_of("it").keys()
