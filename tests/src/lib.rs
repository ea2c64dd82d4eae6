//! Black-box tests of Tideboard over real processes.
