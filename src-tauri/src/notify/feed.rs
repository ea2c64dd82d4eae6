//! Carries status, switches and the window's focus to the [`Notifier`], and what it says to the
//! desktop.

use super::{
    Act, Matters, Notifier, Sight,
    desktop::{Desktop, Event},
};
use crate::{shell::Shell, tray_view, window};
use std::{future, sync::Arc, time::Instant};
use tideboard_protocol::{
    ipc::Destination,
    status::{SyncState, SyncStatus},
};

/// Runs until the app ends.
pub async fn run(shell: Arc<Shell>) {
    let mut status = shell.status.subscribe();
    let mut settings = shell.settings.watch();
    let mut focused = shell.focused.subscribe();
    let mut visible = shell.visible.subscribe();
    let mut notifier = Notifier::default();
    let mut desktop = Desktop::default();
    loop {
        let seen = status.borrow_and_update().clone();
        let matters = Matters::of(&seen);
        let switches = settings.borrow_and_update().notifications;
        let is_watched = *focused.borrow_and_update() && *visible.borrow_and_update();
        let sight = Sight { matters, switches, is_watched };
        match notifier.look(Instant::now(), sight) {
            Some(Act::Show(told)) => desktop.show(&words(told, &seen)).await,
            Some(Act::Withdraw) => desktop.withdraw().await,
            None => {}
        }
        tokio::select! {
            Ok(()) = status.changed() => {}
            Ok(()) = settings.changed() => {}
            Ok(()) = focused.changed() => {}
            Ok(()) = visible.changed() => {}
            event = desktop.next() => {
                notifier.closed();
                match event {
                    Event::Pressed => go_to(&shell, matters).await,
                    Event::Closed => {}
                }
            }
            () = until(notifier.due()) => {}
        }
    }
}

/// To what needs a person most.
async fn go_to(shell: &Arc<Shell>, matters: Matters) {
    window::show(shell);
    if matters.sign_in {
        shell.view.navigate(Destination::Settings).await;
    } else if matters.conflicts > 0 {
        shell.view.navigate(Destination::Conflicts).await;
    } else if matters.refused > 0 {
        shell.view.navigate(Destination::Refused).await;
    }
}

/// One line for each, in the words of window and tray.
fn words(matters: Matters, status: &SyncStatus) -> String {
    let as_if = |state| {
        let status = SyncStatus { state, cause: None, ..status.clone() };
        tideboard_words::status(&status, tray_view::clock)
    };
    let lines = [
        (matters.sign_in, SyncState::SignInNeeded),
        (matters.conflicts > 0, SyncState::Conflict),
        (matters.refused > 0, SyncState::Attention),
        (matters.waiting > 0, SyncState::Offline),
    ];
    let told = lines.into_iter().filter(|(is_told, _)| *is_told).map(|(_, state)| as_if(state));
    told.collect::<Vec<_>>().join("\n")
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due.into()).await,
        None => future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::status::Tone;

    #[test]
    fn one_notification_says_everything_in_the_words_of_the_window() {
        // What is most urgent names the state; without a connection, too.
        let status = SyncStatus {
            state: SyncState::Attention,
            tone: Tone::Bad,
            unsent: 4,
            conflicts: 2,
            refused: 1,
            activity: None,
            since: None,
            until: None,
            last_synced: None,
            cause: None,
            late: true,
        };
        let all = words(Matters::of(&status), &status);
        let lines = "2 conflicts to decide\n1 change was refused · open to decide\nOffline · 4 changes kept here";
        assert_eq!(all, lines);
    }
}
