"""BPMN diagrams: read safely, checked before publication, run by the token interpreter."""
