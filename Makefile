.PHONY: demo test lint setup
