//! For each promise, a way to break it: the checks have to notice.

use crate::{flaw::Flaw, invariants::Invariant, server::Fraud, world::World};

/// What is broken in a world.
#[derive(Debug, Clone, Copy)]
enum Sabotage {
    Client(Flaw),
    Server(Fraud),
}

fn against(invariant: Invariant) -> Sabotage {
    match invariant {
        Invariant::I1 => Sabotage::Client(Flaw::LosesRows),
        Invariant::I2 => Sabotage::Server(Fraud::ForgetsResults),
        Invariant::I3 => Sabotage::Server(Fraud::DecidesBackwards),
        Invariant::I4 => Sabotage::Client(Flaw::LosesJournal),
        Invariant::I5 | Invariant::I9 => Sabotage::Client(Flaw::LosesFields),
        Invariant::I6 => Sabotage::Client(Flaw::AlwaysGreen),
        Invariant::I7 => Sabotage::Server(Fraud::Deaf),
        Invariant::I8 => Sabotage::Client(Flaw::StopsListening),
        Invariant::I10 => Sabotage::Client(Flaw::WritesSecrets),
        Invariant::I11 => Sabotage::Client(Flaw::OffersNothing),
    }
}

/// Breaks what a promise rests on.
pub fn sabotage(world: &mut World, invariant: Invariant) {
    match against(invariant) {
        Sabotage::Client(flaw) => {
            for client in &mut world.clients {
                client.flaw = Some(flaw);
                client.disk.loses_journal = flaw == Flaw::LosesJournal;
            }
        }
        Sabotage::Server(fraud) => world.server.fraud = Some(fraud),
    }
}
