"""Reading language: sentences, words, clinical concepts, question and answer."""
