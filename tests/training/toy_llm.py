"""A toy language model in the form of transformers: two layers, and a tokenizer made of a few sentences."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast


def toy_llm(folder: Path, texts: list[str]) -> Path:
    """Write an untrained model whose pieces are those of `texts`; gives the folder."""
    torch.manual_seed(0)
    pieces = Tokenizer(models.BPE())
    pieces.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    pieces.decoder = decoders.ByteLevel()
    marks = ["<|end|>", "<|start|>"]
    letters = pre_tokenizers.ByteLevel.alphabet()
    pieces.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=400, special_tokens=marks, initial_alphabet=letters)
    )
    PreTrainedTokenizerFast(
        tokenizer_object=pieces, bos_token="<|start|>", eos_token="<|end|>"
    ).save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=pieces.get_vocab_size(),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        bos_token_id=1,
        eos_token_id=0,
        pad_token_id=0,
        tie_word_embeddings=True,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder
