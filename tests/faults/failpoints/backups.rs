//! Backups and restores are cut off.

use super::{Place, at_each_visit, points_in};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use tideboard_failpoint::Point;
use tideboard_tests::{Role, World};

/// By which a restore raises every board's seq.
const STEP: i64 = 1 << 32;

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Epoch of a server's data, and the head of its only board.
fn epoch_and_head(database: &Path) -> (Vec<u8>, i64) {
    let database = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .expect("the database opens");
    database
        .query_row("SELECT epoch, (SELECT max(head) FROM boards) FROM server", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a server has an epoch and a board")
}

fn database_of(world: &World) -> PathBuf {
    world.server.data().join("tideboard-server.db")
}

#[test]
fn a_backup_that_is_cut_off_is_none_and_the_next_one_is_whole() {
    let world = World::with_board();
    let mut number = 0;
    for point in [Point::ServerBackingUp, Point::ServerStatement] {
        at_each_visit(point, |point, visit| {
            number += 1;
            let to = world.folder(&format!("backup-{number}.db"));
            let died =
                world.server.admin_dies_at((point, visit), &["backup"], &["--to", text(&to)]);
            assert_eq!(to.exists(), !died, "what bears the name of a backup is a whole one");
            if died {
                world.server.admin(&["backup"], &["--to", text(&to)]);
            }
            assert_eq!(epoch_and_head(&to), epoch_and_head(&database_of(&world)));
            died
        });
    }
}

#[test]
fn a_clients_restore_that_is_cut_off_happened_wholly_or_not_at_all() {
    let world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let backup = world.folder("ada.db");
    let mut count = 10;
    for point in points_in(Place::ClientRestores).chain([Point::ClientStatement]) {
        at_each_visit(point, |point, visit| {
            let copy = backup.with_extension(format!("{}-{visit}.db", point.name()));
            // In the backup it waits; since then it was sent. It must not count twice.
            ada.pauses();
            ada.adds("tank", "value", 1);
            count += 1;
            ada.backs_up_to(&copy);
            ada.resumes();
            ada.is_synced();
            ada.sets("log", "text", format!("after {} {visit}", point.name()));
            ada.is_synced();
            ada.quit();
            ada.dies_at(Some((point, visit)));
            let died = !ada.is_restored_from(&copy);
            ada.dies_at(None);
            ada.start();
            ada.resumes();
            ada.is_synced();
            ada.reads("log", "text", format!("after {} {visit}", point.name()));
            for client in [&mut ada, &mut ben] {
                client.is_synced();
                assert_eq!(client.now("tank", "value"), count);
            }
            died
        });
    }
}

#[test]
fn a_restore_that_is_cut_off_happened_wholly_or_not_at_all() {
    let mut world = World::with_board();
    let mut ada = world.client("ada", Role::Editor);
    let mut ben = world.client("ben", Role::Editor);
    let backup = world.folder("backup.db");
    world.server.admin(&["backup"], &["--to", text(&backup)]);
    let (_, head_of_backup) = epoch_and_head(&backup);
    let database = database_of(&world);
    let restore = ["--from", text(&backup)];
    let points = points_in(Place::Backups).filter(|point| *point != Point::ServerBackingUp);
    for point in points.chain([Point::ServerStatement]) {
        at_each_visit(point, |point, visit| {
            ada.sets("log", "text", format!("before {} {visit}", point.name()));
            ada.is_synced();
            world.server.stop();
            let before = epoch_and_head(&database);
            let died = world.server.admin_dies_at((point, visit), &["restore"], &restore);
            let after = epoch_and_head(&database);
            let restored = after.0 != before.0;
            if restored {
                assert!(after.1 > before.1, "a new epoch comes with raised seqs");
                assert_eq!((after.1 - head_of_backup) % STEP, 0, "in whole steps");
            } else {
                assert_eq!(after, before, "the former data is as it was");
            }
            assert!(restored || died, "a restore that ended well has restored");

            world.server.start();
            for client in [&mut ada, &mut ben] {
                client.syncs_now();
                client.lets_go_of_what_is_offered();
                if restored {
                    client.reads("log", "text", "calm");
                } else {
                    client.reads("log", "text", format!("before {} {visit}", point.name()));
                }
            }
            died
        });
    }
}
