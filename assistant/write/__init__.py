"""Answers written by a chat model; the only package that imports chat models.

::

    choice.py    which model, as the settings say
    models.py    opens it through LangChain's ``init_chat_model``
    gguf.py      a GGUF file run in this process by xllamacpp
    failures.py  what a model's library raises, mapped once
    guard.py     a stream that is limited in time, pace and length, and can be abandoned
    breaker.py   leaves a model alone that failed several times
    prompts.py   the prompts' files, declared variables only
    fence.py     passages as data within a prompt, within a budget of tokens
    sentences.py whole sentences out of pieces of text, with the passages that they cite
    writer.py    puts these together: sentences as they come
    draft.py     the checked sentences as an answer with its citations
"""
