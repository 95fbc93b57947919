"""The PLOVER codebook: event types, modes, contexts and factualities, with scores, definitions and readable sentences.

One TOML file a type; ``contexts.toml``, ``factuality.toml`` and ``grammar.toml`` beside them. Codes, scores and scope come from the PLOVER
manual of 2021 (Open Event Data Alliance, CC BY-SA 4.0), CAMEO codes from its conversion table of the same year; the wording is this
project's own. Where the two disagree, the manual's text wins and the file says so.

>>> describe_event("REQUEST", "assist", ["Armenia"], ["Russia"], "asserted", "en")
'Armenia asks Russia for help'
"""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, ValidationInfo, field_validator

from schemas.codebook.phrasing import Grammar, LocalFrame, LocalPhrases, LocalText, Phrases, Reference
from schemas.errors import CodebookError
from schemas.judgement import Factuality
from schemas.text import Frozen

__all__ = [
    "Codebook",
    "Context",
    "EventTerm",
    "EventType",
    "FactualityTerm",
    "Mode",
    "Quad",
    "Term",
    "describe_event",
    "load_codebook",
    "read_codebook",
]

Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
_NO_TYPES = {"contexts.toml", "factuality.toml", "grammar.toml"}


def _add_names(tables: object) -> object:
    """Give each table the key that it stands under as its name."""
    if not isinstance(tables, dict):
        return tables
    return {key: {"name": key, **table} if isinstance(table, dict) else table for key, table in tables.items()}


class Term(Frozen):
    """A word of the codebook with its label and definition, by language code."""

    name: str
    label: LocalText
    definition: LocalText


class Context(Term):
    """What an event is about; any context may go with any type."""

    source: str


class FactualityTerm(Term):
    """A factuality, and the words that it puts around a verb."""

    verb: LocalFrame


class EventTerm(Term):
    """What a type and a mode have in common.

    ``score``: conflict (-10) to cooperation (10). ``cameo``: CAMEO codes that it broadly covers; a code stands once in the codebook, at the
    most exact place.
    """

    score: float = Field(ge=-10, le=10)
    source: str
    cameo: tuple[str, ...]
    phrases: LocalPhrases


class Mode(EventTerm):
    """How an event of a type is done. ``contexts``: those that an event of this mode always has."""

    contexts: tuple[str, ...] = ()

    @field_validator("contexts")
    @classmethod
    def _check_contexts(cls, contexts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if isinstance(info.context, Reference) and (unknown := set(contexts) - info.context.contexts):
            raise ValueError(f"{', '.join(sorted(unknown))} not in contexts.toml")
        return contexts


class Roles(Frozen):
    """Who is actor and who is recipient of a type."""

    actor: LocalText
    recipient: LocalText


class EventType(EventTerm):
    """One of PLOVER's event types.

    ``order``: place in the manual. ``mutual``: whether several actors without a recipient do it to each other. ``modes``: in the manual's
    order, empty where the type has none.
    """

    order: int
    quad: Quad
    mutual: bool
    roles: Roles
    modes: Annotated[Mapping[str, Mode], BeforeValidator(_add_names)] = Field(default_factory=dict)

    @field_validator("mutual")
    @classmethod
    def _check_mutual(cls, mutual: bool, info: ValidationInfo) -> bool:
        table: Mapping[str, Phrases] = info.data.get("phrases", {})
        if any((phrases.mutual is not None) != mutual for phrases in table.values()):
            raise ValueError("a mutual type has a template 'mutual' in each language, any other type has none")
        return mutual

    @field_validator("modes")
    @classmethod
    def _check_modes(cls, modes: Mapping[str, Mode], info: ValidationInfo) -> Mapping[str, Mode]:
        wrong = [mode.name for mode in modes.values() if any(phrases.mutual is not None for phrases in mode.phrases.values())]
        if wrong and not info.data.get("mutual"):
            raise ValueError(f"{', '.join(wrong)} has a template 'mutual', but the type is not mutual")
        return modes


class Codebook(Frozen):
    """All files of the codebook. ``types`` is in the manual's order; the tables are by name, ``grammars`` by language code."""

    types: tuple[EventType, ...]
    contexts: Mapping[str, Context]
    factualities: Mapping[str, FactualityTerm]
    grammars: Mapping[str, Grammar]

    def get_type(self, name: str) -> EventType:
        """Get the event type of that name; raises CodebookError where there is none."""
        for event_type in self.types:
            if event_type.name == name:
                return event_type
        raise CodebookError(f"unknown event type {name!r}; the codebook has {', '.join(known.name for known in self.types)}")

    def get_mode(self, type_name: str, mode: str) -> Mode:
        """Get the mode of that type; raises CodebookError where the type has none of that name."""
        modes = self.get_type(type_name).modes
        if mode not in modes:
            allowed = f"its modes are {', '.join(modes)}" if modes else "it has no modes, leave the mode out"
            raise CodebookError(f"unknown mode {mode!r} of {type_name}; {allowed}")
        return modes[mode]

    def get_score(self, type_name: str, mode: str | None) -> float:
        """Get the PLOVER score of an event: that of its mode, else of its type."""
        return (self.get_type(type_name) if mode is None else self.get_mode(type_name, mode)).score


def describe_event(event_type: str, mode: str | None, actors: Sequence[str], recipients: Sequence[str], factuality: str, lang: str) -> str:
    """Say in one readable sentence, without a full stop, what happened, who did it to whom, and how sure that is.

    Names are used as given, in that order. ``factuality`` is one of :class:`schemas.judgement.Factuality`, or "disputed". Raises
    CodebookError where type, mode, factuality or language is not in the codebook.

    >>> describe_event("ASSAULT", None, ["Armenia", "Azerbaijan"], [], "asserted", "en")
    'Armenia and Azerbaijan fight each other'
    >>> describe_event("ASSAULT", "drone", [], ["Stepanakert"], "alleged", "id")
    'Stepanakert diduga terkena serangan drone'
    """
    codebook = load_codebook()
    if lang not in codebook.grammars:
        raise CodebookError(f"no phrases in language {lang!r}; the codebook has {', '.join(codebook.grammars)}")
    if factuality not in codebook.factualities:
        raise CodebookError(f"unknown factuality {str(factuality)!r}; the codebook has {', '.join(codebook.factualities)}")
    phrases = (codebook.get_type(event_type) if mode is None else codebook.get_mode(event_type, mode)).phrases[lang]
    template = phrases.choose_template(actor_count=len(actors), recipient_count=len(recipients))
    frame = codebook.factualities[factuality].verb[lang]
    return codebook.grammars[lang].fill_phrase(template, frame=frame, actors=actors, recipients=recipients)


@functools.cache
def load_codebook() -> Codebook:
    """Load the codebook that comes with the package, read once."""
    return read_codebook(files("schemas") / "codebook")


def read_codebook(folder: Traversable) -> Codebook:
    """Read the codebook in a folder; raises CodebookError naming file and field where one has a fault."""
    grammars = _read_file(folder / "grammar.toml", Mapping[str, Grammar], None)
    reference = Reference(grammars=grammars)
    contexts = _read_file(folder / "contexts.toml", Annotated[Mapping[str, Context], BeforeValidator(_add_names)], reference)
    reference = Reference(grammars=grammars, contexts=frozenset(contexts))
    path = folder / "factuality.toml"
    factualities = _read_file(path, Annotated[Mapping[str, FactualityTerm], BeforeValidator(_add_names)], reference)
    if missing := {str(member) for member in Factuality} - set(factualities):
        raise CodebookError(f"codebook file {path.name} lacks the table {', '.join(sorted(missing))}; add it")
    types = []
    for path in folder.iterdir():
        if path.name.endswith(".toml") and path.name not in _NO_TYPES:
            event_type: EventType = _read_file(path, EventType, reference)
            if path.name != f"{event_type.name.lower()}.toml":
                raise CodebookError(f"codebook file {path.name}, field name: {event_type.name!r} does not fit the file; rename one of them")
            types.append(event_type)
    ordered = tuple(sorted(types, key=lambda event_type: event_type.order))
    return Codebook(types=ordered, contexts=contexts, factualities=factualities, grammars=grammars)


def _read_file(path: Traversable, kind: Any, reference: Reference | None) -> Any:
    """Read the file as ``kind``, a pydantic model or an annotated mapping of models."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(f"codebook file {path.name} cannot be read: {error}; mend it or install the package again") from error
    try:
        return TypeAdapter(kind).validate_python(data, context=reference)
    except ValidationError as error:
        faults = "; ".join(f"field {'.'.join(map(str, fault['loc'])) or '(top)'}: {fault['msg']}" for fault in error.errors())
        raise CodebookError(f"codebook file {path.name}, {faults}; mend the file") from error
