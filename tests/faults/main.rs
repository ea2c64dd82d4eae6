//! Stories in which links break and processes die: nothing that was saved is lost, nothing counts
//! twice, and everybody ends up seeing the same.

mod kills;
mod links;
mod restore;
mod storm;
