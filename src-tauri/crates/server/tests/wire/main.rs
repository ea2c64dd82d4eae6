//! The server over real sockets, rule by rule.

mod boards;
mod greeting;
mod liveness;
mod mirror;
mod model;
mod pushing;
mod random;
mod rules;
mod sessions;
mod subscribing;
mod upkeep;
mod world;
