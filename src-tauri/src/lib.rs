//! Tideboard desktop shell.
