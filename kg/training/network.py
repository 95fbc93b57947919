"""The event model in torch.

One encoder reads the sentence; its first eight layers are shared. The *trigger branch* (the four last layers) labels every piece with the
type of the event that it names. For each candidate trigger the *reader branch* (the same four layers, copied before training) reads the
sentence again with that trigger marked, and tells type or none, mode, factuality and the role of every piece. Reading with
the trigger marked lets arguments see each other, which scoring pairs of states does not.
"""

import copy
from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional

from kg.models.labels import Labels
from kg.training.e5 import PretrainedEncoder

SHARED_LAYERS = 8


class FeatureDropout(nn.Module):
    """Dropout of whole features of a sentence, which wants no random number for every value (2 ms a call)."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """x: (rows, length, width)."""
        if not self.training:
            return x
        kept = torch.rand(x.shape[0], 1, x.shape[2]) >= self.share
        return x * (kept / (1 - self.share)).to(x.dtype)


class Layer(nn.Module):
    """A BERT layer: post-norm, erf-GELU."""

    def __init__(self, encoder: PretrainedEncoder, number: int, dropout: float) -> None:
        super().__init__()
        wide, inner, self.heads = encoder.hidden, encoder.feed_forward, encoder.heads

        def load(module: nn.Linear | nn.LayerNorm, name: str) -> None:
            module.weight.data = torch.from_numpy(encoder.get_tensor(f"l{number}.{name}.w", *module.weight.shape))
            module.bias.data = torch.from_numpy(encoder.get_tensor(f"l{number}.{name}.b", *module.bias.shape))

        self.query, self.key, self.value, self.output = (nn.Linear(wide, wide) for _ in range(4))
        self.widen, self.narrow = nn.Linear(wide, inner), nn.Linear(inner, wide)
        self.attention_norm, self.output_norm = nn.LayerNorm(wide, eps=1e-12), nn.LayerNorm(wide, eps=1e-12)
        self.drop = FeatureDropout(dropout)
        for module, name in (
            (self.query, "q"), (self.key, "k"), (self.value, "v"), (self.output, "ao"), (self.widen, "fi"), (self.narrow, "fo"),
            (self.attention_norm, "aln"), (self.output_norm, "oln"),
        ):  # fmt: skip
            load(module, name)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x: (rows, length, width)."""
        rows, length, wide = x.shape
        size = wide // self.heads
        q, k, v = (part(x).view(rows, length, self.heads, size).transpose(1, 2) for part in (self.query, self.key, self.value))
        # written out: the fused attention's backward pass in bfloat16 takes eight times as long on a CPU (16.6 ms against 2.0 ms)
        scores = (q @ k.transpose(-1, -2)).float() / size**0.5
        shares = scores.masked_fill(~mask[:, None, None], -1e9).softmax(-1)
        attended = shares.to(v.dtype) @ v
        x = self.attention_norm(x + self.drop(self.output(attended.transpose(1, 2).reshape(rows, length, wide))))
        normed: Tensor = self.output_norm(x + self.drop(self.narrow(functional.gelu(self.widen(x)))))
        return normed


class EventNetwork(nn.Module):
    """Shapes: ids (rows, length), mask likewise and True at real pieces; states (rows, length, 384)."""

    def __init__(self, encoder: PretrainedEncoder, embeddings: Tensor, labels: Labels, *, shared: int = SHARED_LAYERS, dropout: float = 0.1) -> None:
        super().__init__()
        wide = encoder.hidden
        self.register_buffer("embeddings", embeddings, persistent=False)  # frozen: shipped in the blocks that they came in
        position = encoder.get_tensor("emb.pos", encoder.positions, wide) + encoder.get_tensor("emb.type", 2, wide)[0]
        self.position = nn.Parameter(torch.from_numpy(position))
        self.norm = nn.LayerNorm(wide, eps=1e-12)
        self.norm.weight.data = torch.from_numpy(encoder.get_tensor("emb.ln.w", wide))
        self.norm.bias.data = torch.from_numpy(encoder.get_tensor("emb.ln.b", wide))
        layers = [Layer(encoder, number, dropout) for number in range(encoder.layers)]
        self.shared = nn.ModuleList(layers[:shared])
        self.trigger_layers = nn.ModuleList(layers[shared:])
        self.reader_layers = copy.deepcopy(self.trigger_layers)
        self.marker = nn.Embedding(2, wide)
        nn.init.zeros_(self.marker.weight[:1])
        nn.init.normal_(self.marker.weight[1:], std=0.5)
        self.drop = nn.Dropout(0.2)
        self.trigger_head = nn.Linear(wide, 1 + 2 * len(labels.types))
        self.role_head = nn.Linear(wide, 1 + 2 * len(labels.roles))
        self.own = nn.Linear(wide, wide)
        self.type_head = nn.Linear(wide, 1 + len(labels.types))  # 0: no event
        self.mode_head = nn.Linear(wide, len(labels.modes))
        self.factuality_head = nn.Linear(wide, len(labels.factualities))

    def encode(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """States that both branches share, and the trigger logits (rows, length, labels)."""
        embedded = self.embeddings[ids]  # type: ignore[index]
        x = self.drop_pieces(self.norm(embedded + self.position[: ids.shape[1]]))
        for layer in self.shared:
            x = layer(x, mask)
        states = x
        for layer in self.trigger_layers:
            x = layer(x, mask)
        return states, self.trigger_head(self.drop(x)).float()

    def drop_pieces(self, x: Tensor) -> Tensor:
        """Training only: blanks 5 % of the pieces, so that no name becomes indispensable."""
        if not self.training:
            return x
        return x * (torch.rand(x.shape[:2]) > 0.05)[..., None].to(x.dtype)

    def read(self, states: Tensor, mask: Tensor, marks: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Read sentences with one trigger marked each (marks: rows, length; 1 at its pieces).

        Returns logits: type (rows, 1 + types), mode (rows, modes), factuality, roles (rows, length, labels).
        """
        x = states + self.marker(marks)
        for layer in self.reader_layers:
            x = layer(x, mask)
        x = self.drop(x)
        weights = marks.to(x.dtype)
        own = torch.tanh(self.own((x * weights[..., None]).sum(1) / weights.sum(1, keepdim=True)))
        own = self.drop(own)
        return self.type_head(own).float(), self.mode_head(own).float(), self.factuality_head(own).float(), self.role_head(x).float()


def count_layers(weights: Iterable[str], branch: str) -> int:
    """How many layers ("shared", "trigger_layers" or "reader_layers") a network with weights of these names has."""
    return len({name.split(".")[1] for name in weights if name.startswith(f"{branch}.")})
