"""Training of the event model on annotated sentences (extra ``train``: torch, onnx and the pretrained encoder)."""
