"""How the codebook's sentence templates become sentences.

In "{actor} [ask] {recipient} for help" the braces take names and the square brackets hold the verb, whose form depends on the subject (the
slot that the template begins with, else one thing) and on the factuality ("asks", "allegedly ask", "will ask"). All that belongs to a
language stands in ``grammar.toml`` and ``factuality.toml``; this module knows none.
"""

import re
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Annotated, NamedTuple, TypeVar

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from schemas.text import Frozen

_T = TypeVar("_T")

_PART = re.compile(r"\{(?P<slot>\w+)\}|\[(?P<verb>[^\[\]]+)\]")
_SUBJECT = re.compile(r"\{(\w+)\}")
_VERB = re.compile(r"\[([^\[\]]+)\]")
_SLOTS = {"both": {"actor", "recipient"}, "no_recipient": {"actor"}, "no_actor": {"recipient"}, "neither": set[str](), "mutual": {"actor"}}
_JOIN_SLOTS = {"pair": {"first", "last"}, "three": {"first", "second", "last"}, "more": {"first", "second", "count"}}


class Phrases(Frozen):
    """Templates of one type or mode in one language, one for each way in which the roles can be filled.

    ``mutual`` (several actors, no recipient) is None where such a report still is a one-sided act of several.
    """

    both: str
    no_recipient: str
    no_actor: str
    neither: str
    mutual: str | None = None

    @field_validator("*")
    @classmethod
    def _check_parts(cls, template: str | None, info: ValidationInfo) -> str | None:
        if template is not None and info.field_name is not None:
            slots = sorted(_SLOTS[info.field_name])
            if sorted(_SUBJECT.findall(template)) != slots or len(_VERB.findall(template)) != 1:
                wanted = " and ".join(f"{{{slot}}}" for slot in slots) or "no slot"
                raise ValueError(f"template {template!r} must have {wanted}, and one verb in square brackets")
        return template

    def choose_template(self, *, actor_count: int, recipient_count: int) -> str:
        """Choose the template for that many names in each role."""
        if not recipient_count and actor_count > 1 and self.mutual is not None:
            return self.mutual
        if actor_count:
            return self.both if recipient_count else self.no_recipient
        return self.no_actor if recipient_count else self.neither


class VerbForms(NamedTuple):
    """Finite forms of a verb: with one subject, and with several."""

    present_one: str
    present_many: str
    past_one: str
    past_many: str


class Grammar(Frozen):
    """What a language needs for the templates: how names are joined, which single names count as several, the forms of its verbs."""

    pair: str
    three: str
    more: str
    plural_name: re.Pattern[str] | None = None
    verbs: Mapping[str, VerbForms] = Field(default_factory=dict)

    @field_validator("pair", "three", "more")
    @classmethod
    def _check_slots(cls, template: str, info: ValidationInfo) -> str:
        return _check_format(template, exactly=_JOIN_SLOTS[info.field_name or ""])

    def join_names(self, names: Sequence[str]) -> str:
        """Write names as a list in running text; beyond three, the first two and the number of the others."""
        if len(names) == 1:
            return names[0]
        template = {2: self.pair, 3: self.three}.get(len(names), self.more)
        return template.format(first=names[0], second=names[1], last=names[-1], count=len(names) - 2)

    def is_plural(self, names: Sequence[str]) -> bool:
        """Tell whether the names as a subject take the verb of several: "protesters" do, "United States" does not."""
        return len(names) > 1 or (self.plural_name is not None and any(self.plural_name.search(name) for name in names))

    def get_forms(self, verb: str, *, plural: bool) -> tuple[str, str]:
        """Get present and past form of a verb; the verb itself in a language that does not inflect."""
        forms = self.verbs.get(verb) or VerbForms(verb, verb, verb, verb)
        return (forms.present_many, forms.past_many) if plural else (forms.present_one, forms.past_one)

    def fill_phrase(self, template: str, *, frame: str, actors: Sequence[str], recipients: Sequence[str]) -> str:
        """Make the sentence of a template with these names, its verb put into the ``frame`` of a factuality."""
        names = {"actor": actors, "recipient": recipients}
        subject = _SUBJECT.match(template)
        plural = subject is not None and self.is_plural(names[subject[1]])

        def fill_part(part: re.Match[str]) -> str:
            if part["slot"]:
                return self.join_names(names[part["slot"]])
            present, past = self.get_forms(part["verb"], plural=plural)
            around = _VERB.sub(lambda helper: self.get_forms(helper[1], plural=plural)[0], frame)
            return around.format(base=part["verb"], present=present, past=past)

        # one pass, so that a name with braces or brackets in it is left alone
        sentence = _PART.sub(fill_part, template)
        return sentence[:1].upper() + sentence[1:]


class Reference(Frozen):
    """What the other files of the codebook are checked against: the languages with their grammars, and the names of the contexts."""

    grammars: Mapping[str, Grammar]
    contexts: frozenset[str] = frozenset()


def _check_languages(table: Mapping[str, _T], info: ValidationInfo) -> Mapping[str, _T]:
    if isinstance(info.context, Reference) and set(table) != set(info.context.grammars):
        raise ValueError(f"has {', '.join(sorted(table)) or 'no language'}, needs {', '.join(sorted(info.context.grammars))}")
    return table


def _check_verbs(table: Mapping[str, Phrases], info: ValidationInfo) -> Mapping[str, Phrases]:
    for lang, phrases in table.items():
        _check_known_verbs(" ".join(filter(None, phrases.model_dump().values())), lang, info)
    return table


def _check_frames(table: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
    for lang, frame in table.items():
        _check_format(frame, among={"base", "present", "past"})
        _check_known_verbs(frame, lang, info)
    return table


def _check_known_verbs(text: str, lang: str, info: ValidationInfo) -> None:
    verbs = info.context.grammars[lang].verbs if isinstance(info.context, Reference) else {}
    if unknown := [verb for verb in _VERB.findall(text) if verbs and verb not in verbs]:
        raise ValueError(f"verb {unknown[0]!r} has no forms in grammar.toml, {lang}.verbs")


def _check_format(template: str, *, exactly: set[str] | None = None, among: set[str] | None = None) -> str:
    """Check that the slots are those that will be filled (``exactly``), or at least one of them and no other (``among``)."""
    slots = {slot for _, slot, _, _ in Formatter().parse(template) if slot is not None}
    if slots != exactly and not (among is not None and slots and slots <= among):
        raise ValueError(f"{template!r} must have the slots {', '.join(sorted(exactly or among or ()))}")
    return template


LocalText = Annotated[Mapping[str, str], AfterValidator(_check_languages)]
"""A text in every language of the codebook, by language code."""

LocalPhrases = Annotated[Mapping[str, Phrases], AfterValidator(_check_languages), AfterValidator(_check_verbs)]
"""Templates in every language of the codebook, by language code."""

LocalFrame = Annotated[Mapping[str, str], AfterValidator(_check_languages), AfterValidator(_check_frames)]
"""Words around the verb of a template in every language of the codebook, by language code."""
