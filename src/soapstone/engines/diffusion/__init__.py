"""The masked diffusion engine: fills what is open on the canvas in any order, steered by what is locked."""
