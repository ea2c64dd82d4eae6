//! The faults stop, and people decide what waits for them. Then everything must come into step by
//! itself.

use crate::{
    client::DiskMood,
    fault::Falsehood,
    invariants::{self, Invariant},
    server::{Mood, USERS},
    world::World,
};
use jiff::SignedDuration;
use tideboard_decide::Right;
use tideboard_sync_core::{Input, survey::LinkState};

/// Steps within which everybody is in step after the last fault.
const ENOUGH: usize = 4_000;

impl World {
    /// Everybody comes into step, and has the same in the end.
    pub fn heals(&mut self) {
        self.faults_stop();
        let mut steps = 0;
        while !self.is_in_step() {
            steps += 1;
            if steps > ENOUGH {
                self.is_stuck();
                break;
            }
            match self.chance.below(40) {
                0 => self.time_passes(),
                1 => self.server_pings(),
                2 => (0..self.clients.len()).for_each(|client| self.user_settles(client)),
                3 => (0..self.clients.len()).for_each(|client| self.user_unlocks(client)),
                _ => self.deliver(),
            }
            self.check();
        }
        invariants::replicas_are_equal(&self.checks, self);
        invariants::lost_changes_were_offered(&self.checks, self);
        for client in &self.clients {
            invariants::after_fault(&self.checks, &self.server, client, self.now);
        }
    }

    fn faults_stop(&mut self) {
        self.note(|| "the faults stop".to_owned());
        self.is_wild = false;
        self.falsehood = None::<(usize, Falsehood)>;
        self.server.mood = Mood::Fine;
        self.server.is_foreign = false;
        self.server.is_old = false;
        self.server.poison = None;
        // The server starts anew, and so does every connection with its checks.
        self.crash_server();
        for user in 0..USERS.len() {
            for board in self.boards.clone() {
                self.server.grant(user, &board, Right::Own);
            }
        }
        for client in 0..self.clients.len() {
            self.clients[client].is_cut_off = false;
            self.clients[client].disk_mood = DiskMood::Fine;
            self.clients[client].clock = SignedDuration::ZERO;
            let ticket = self.clients[client].ticket();
            self.feed(client, vec![Input::StorageOk, Input::Resume { ticket }]);
        }
        self.a_while();
    }

    /// Signs in again or asks to try again, where nothing else helps by design.
    fn user_unlocks(&mut self, client: usize) {
        let is_known = self.server.tokens.contains_key(&self.clients[client].token);
        if !is_known {
            return self.renews_token(client);
        }
        if self.clients[client].engine.survey().link == LinkState::Refused {
            let ticket = self.clients[client].ticket();
            self.note(|| format!("client {client} tries again"));
            self.feed(client, vec![Input::SyncNow { ticket }]);
        }
    }

    fn is_in_step(&self) -> bool {
        self.clients.iter().all(|client| {
            let survey = client.engine.survey();
            let boards = self.server.durable.boards.values().filter(|board| board.is_live());
            let mut wanted = boards
                .filter(|board| client.disk.boards.get(&board.id).is_some_and(|row| row.wanted));
            client.disk.queue.is_empty()
                && survey.link == LinkState::Live
                && client.engine.is_idle()
                && wanted.all(|board| {
                    let ours = survey.boards.get(&board.id);
                    ours.is_some_and(|ours| {
                        ours.cursor == board.head
                            && client.disk.boards[&board.id].hash == board.hash
                    })
                })
        })
    }

    /// I7: after the faults stopped, the queue drains and everybody comes into step.
    fn is_stuck(&self) {
        if !self.checks.hold(Invariant::I7) {
            return;
        }
        let told = self.clients.iter().map(|client| {
            let queue = client.engine.queue(self.now).ops;
            let queue: Vec<_> = queue.iter().map(|item| (item.op_id, &item.state)).collect();
            format!(
                "client {}: {:?} {:?} {queue:?}",
                client.number,
                client.engine.survey(),
                client.engine.connection(self.now).last_error
            )
        });
        let told: Vec<String> = told.collect();
        panic!("I7: not in step after healing:\n{}\n{:?}", told.join("\n"), self.server.heads());
    }
}
