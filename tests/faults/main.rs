//! Stories in which links break and processes die: nothing that was saved is lost, nothing counts
//! twice, and everybody ends up seeing the same.

#[cfg(target_os = "linux")]
mod clocks;
#[cfg(target_os = "linux")]
mod disks;
mod failpoints;
mod kills;
mod lessons;
mod links;
mod restore;
mod storm;
