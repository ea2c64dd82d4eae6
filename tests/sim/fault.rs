//! What breaks.

use crate::{
    chance::Chance,
    client::DiskMood,
    coverage::Kind,
    server::{Mood, USERS},
    world::World,
};
use jiff::SignedDuration;
use std::time::Duration;
use tideboard_decide::Right;
use tideboard_protocol::{ErrorCode, Seq, frame::RetryCode};
use tideboard_sync_core::Input;

/// A delta that says something else than the server meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Falsehood {
    Missing,
    Value,
    Unreadable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A connection breaks.
    Cut,
    /// A connection stays open and carries nothing.
    HalfOpen,
    /// Nothing of a client gets through, for a while.
    CutOff,
    /// A client may get through again.
    Rejoined,
    /// A connection cannot be opened.
    Unreachable,
    /// A welcome left the server and never arrived.
    WelcomeLost,
    /// What was sent on an earlier connection arrives after the client has let that go.
    Late,
    /// A program is killed.
    Killed,
    /// The power of a computer fails.
    PowerFailed,
    /// A program dies right after a commit.
    Dies,
    /// A commit fails.
    DiskFails,
    /// A program ends in good order and starts again.
    ShutDown,
    /// The disk has no room.
    StorageFull,
    StorageOk,
    /// A second computer starts with the same disk.
    Copied,
    /// A client's clock jumps.
    ClockJumps,
    ServerClockJumps,
    /// A computer wakes from sleep.
    Woke,
    NetworkUp,
    /// A server's program is killed.
    ServerCrashed,
    BackedUp,
    /// The server's data is turned back to the backup.
    Restored,
    /// The server puts a push off.
    PutsOff,
    /// The server cannot say whether it committed.
    Unsure,
    /// A slow reader's deltas are replaced by a chain.
    Collapsed,
    /// Old tombstones are cleared away.
    Purged,
    /// The server closes a connection for its own reasons.
    ServerCloses,
    RoleChanges,
    /// A user may not even know of a board any more.
    RightsLost,
    TokenWithdrawn,
    /// The server speaks another version.
    Foreign,
    Homely,
    /// The server knows no present payload.
    Old,
    Upgraded,
    /// The server cannot read an operation at all.
    Poison,
    Falsified(Falsehood),
}

/// Most clients of a world.
const CLIENTS: usize = 4;

impl World {
    pub fn something_breaks(&mut self, client: usize) {
        let fault = if self.chance.once_in(4) { self.relief(client) } else { None };
        let fault = fault.unwrap_or_else(|| self.random_fault());
        if self.breaks(client, fault) {
            self.seen.note(Kind::Fault(fault));
            self.was_fault = true;
        }
    }

    /// The end of something that would otherwise go on and on.
    fn relief(&self, client: usize) -> Option<Fault> {
        if self.server.is_foreign {
            return Some(Fault::Homely);
        }
        if self.server.is_old {
            return Some(Fault::Upgraded);
        }
        self.clients[client].is_cut_off.then_some(Fault::Rejoined)
    }

    fn random_fault(&mut self) -> Fault {
        match self.chance.below(65) {
            0..6 => Fault::Cut,
            6..9 => Fault::HalfOpen,
            9..11 => Fault::CutOff,
            11..14 => Fault::Rejoined,
            14..16 => Fault::Killed,
            16 => Fault::PowerFailed,
            17..19 => Fault::Dies,
            19..22 => Fault::DiskFails,
            22 => Fault::ShutDown,
            23 => Fault::StorageFull,
            24..26 => Fault::StorageOk,
            26 => Fault::Copied,
            27 => Fault::ClockJumps,
            28 => Fault::Woke,
            29 => Fault::NetworkUp,
            30..32 => Fault::ServerCrashed,
            32..34 => Fault::BackedUp,
            34 => Fault::Restored,
            35..38 => Fault::PutsOff,
            38..40 => Fault::Unsure,
            40..42 => Fault::Collapsed,
            42..44 => Fault::Purged,
            44 => Fault::ServerCloses,
            45..49 => Fault::RoleChanges,
            49 => Fault::RightsLost,
            50..52 => Fault::TokenWithdrawn,
            52 => Fault::Foreign,
            53..55 => Fault::Homely,
            55 => Fault::Old,
            56..58 => Fault::Upgraded,
            58..60 => Fault::Poison,
            60 => Fault::Falsified(Falsehood::Missing),
            61..63 => Fault::Falsified(Falsehood::Value),
            63 => Fault::Falsified(Falsehood::Unreadable),
            _ => Fault::ServerClockJumps,
        }
    }

    /// Whether it happened: some faults need something to befall.
    fn breaks(&mut self, client: usize, fault: Fault) -> bool {
        self.note(|| format!("client {client}: {fault:?}"));
        match fault {
            Fault::Cut => self.cut(client),
            Fault::HalfOpen => return self.half_opens(client),
            Fault::CutOff => {
                self.clients[client].is_cut_off = true;
                self.half_opens(client);
            }
            Fault::Rejoined => {
                return std::mem::take(&mut self.clients[client].is_cut_off);
            }
            Fault::Killed => self.restart(client),
            Fault::PowerFailed => {
                self.clients[client].lose_power();
                self.restart(client);
            }
            Fault::ShutDown => {
                self.feed(client, vec![Input::Shutdown]);
                self.restart(client);
            }
            Fault::Dies | Fault::DiskFails => {
                let after = self.chance.below(3) as u8;
                self.clients[client].disk_mood = match fault {
                    Fault::Dies => DiskMood::Dies { after },
                    _ => DiskMood::Fails { after },
                };
            }
            Fault::StorageFull => self.feed(client, vec![Input::StorageFull]),
            Fault::StorageOk => self.feed(client, vec![Input::StorageOk]),
            Fault::Copied => return self.copy(client),
            Fault::ClockJumps => self.clock_jumps(client),
            Fault::ServerClockJumps => self.server_clock = self.another_clock(self.server_clock),
            Fault::Woke => self.feed(client, vec![Input::Woke]),
            Fault::NetworkUp => self.feed(client, vec![Input::NetworkUp]),
            Fault::ServerCrashed => self.crash_server(),
            Fault::BackedUp => self.backup = Some(self.server.durable.clone()),
            Fault::Restored => {
                let Some(backup) = self.backup.clone() else { return false };
                self.crash_server();
                self.server.restore(backup);
            }
            Fault::PutsOff => {
                let codes = [RetryCode::Busy, RetryCode::RateLimited, RetryCode::StorageFull];
                self.server.mood = Mood::Later(*self.chance.pick(&codes));
            }
            Fault::Unsure => {
                self.server.mood = Mood::Unsure { committed: self.chance.once_in(2) };
            }
            Fault::Collapsed => return self.collapse(client),
            Fault::Purged => self.purge(),
            Fault::ServerCloses => return self.server_closes(client),
            Fault::RoleChanges => {
                let right = *self.chance.pick(&[Right::Read, Right::Edit, Right::Own]);
                self.grant_right(right);
            }
            Fault::RightsLost => self.grant_right(Right::Nothing),
            Fault::TokenWithdrawn => {
                let token = self.clients[client].token.clone();
                self.server.revoke(&token);
            }
            Fault::Foreign => self.server.is_foreign = true,
            Fault::Homely => return std::mem::take(&mut self.server.is_foreign),
            Fault::Old => self.server.is_old = true,
            Fault::Upgraded => {
                // A newer program means a new start.
                if !std::mem::take(&mut self.server.is_old) {
                    return false;
                }
                self.crash_server();
            }
            Fault::Poison => {
                let waiting: Vec<_> = self.clients[client].disk.queue.keys().copied().collect();
                if waiting.is_empty() {
                    return false;
                }
                self.server.poison = Some(*self.chance.pick(&waiting));
            }
            Fault::Falsified(falsehood) => self.falsehood = Some((client, falsehood)),
            // These happen by themselves, on the network.
            Fault::Unreachable | Fault::WelcomeLost | Fault::Late => return false,
        }
        true
    }

    fn half_opens(&mut self, client: usize) -> bool {
        let Some(id) = self.clients[client].wire else { return false };
        let Some(wire) = self.wires.get_mut(&id) else { return false };
        wire.half_open = true;
        true
    }

    /// The program is gone; what it had sent may still arrive. It starts again from its disk.
    pub fn restart(&mut self, client: usize) {
        self.let_go(client);
        self.clients[client].restart(self.now);
        let server = self.clients[client].server_is_known();
        self.feed(client, vec![server]);
    }

    fn copy(&mut self, client: usize) -> bool {
        if self.clients.len() >= CLIENTS {
            return false;
        }
        let (number, chance) = (self.clients.len(), Chance::new(self.chance.next()));
        let copy = self.clients[client].copy(number, chance, self.now);
        self.join(copy);
        let server = self.clients[number].server_is_known();
        self.feed(number, vec![server]);
        true
    }

    fn clock_jumps(&mut self, client: usize) {
        self.clients[client].clock = self.another_clock(self.clients[client].clock);
        self.feed(client, vec![Input::Timeout]);
    }

    /// How far a clock is off after it jumped: right again, if it was not.
    fn another_clock(&mut self, off: SignedDuration) -> SignedDuration {
        let hours = *self.chance.pick(&[-12_000, -72, -2, 2, 72]);
        if off.is_zero() { SignedDuration::from_hours(hours) } else { SignedDuration::ZERO }
    }

    pub fn crash_server(&mut self) {
        self.server.crash();
        let wires = std::mem::take(&mut self.wires);
        for (id, wire) in wires {
            // Nobody tells the client behind a half-open connection.
            if self.clients[wire.client].wire == Some(id) && !wire.half_open {
                self.clients[wire.client].wire = None;
                let closed = Input::Closed { code: None, reason: String::new() };
                self.feed(wire.client, vec![closed]);
            }
        }
    }

    fn collapse(&mut self, client: usize) -> bool {
        let id = self.clients[client].wire;
        let connection = id.and_then(|id| self.server.connections.get_mut(&id));
        connection.is_some_and(|connection| connection.outbox.collapse())
    }

    fn purge(&mut self) {
        for board in self.server.durable.boards.values_mut() {
            let span = board.head.0.min(12);
            board.purge(Seq(board.head.0 - self.chance.below(span as usize + 1) as u64));
        }
    }

    fn server_closes(&mut self, client: usize) -> bool {
        let Some(id) = self.clients[client].wire else { return false };
        let codes = [
            ErrorCode::Restarting,
            ErrorCode::SlowConsumer,
            ErrorCode::RateLimited,
            ErrorCode::Silent,
            ErrorCode::FrameTooLarge,
        ];
        let code = *self.chance.pick(&codes);
        let is_open = self.server.connections.contains_key(&id);
        self.server.close(id, code);
        is_open
    }

    fn grant_right(&mut self, right: Right) {
        let user = self.chance.below(USERS.len());
        let board = self.chance.pick(&self.boards).clone();
        self.server.grant(user, &board, right);
    }

    /// Time enough for a connection to fail by itself.
    pub fn a_while(&mut self) {
        self.advance(Duration::from_secs(35));
    }
}
