"""Which evaluator decided."""

# Raised whenever a decision of the same pack on the same facts could come out otherwise than before.
ENGINE_VERSION = "hai-dang-rules-2"
