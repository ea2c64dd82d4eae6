//! Named places in client and server at which a test lets the process die.
//!
//! The programs call [`reached`] around everything that makes a change durable or known. In a
//! debug build, the environment variable [`VARIABLE`] names one [`Point`] and which visit of it
//! shall be the last, as in `client-committed:3`: there the process aborts. Like `kill -9` that
//! runs no destructor and flushes nothing, and unlike it, it hits the same place each time.
//!
//! A release build has none of this: [`reached`] is empty there, and the variable is not read.

/// What the environment variable is called.
pub const VARIABLE: &str = "TIDEBOARD_FAILPOINT";

macro_rules! points {
    ($($(#[$doc:meta])* $point:ident $name:literal,)*) => {
        /// A place at which a process may die.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Point {
            $($(#[$doc])* $point,)*
        }

        impl Point {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$point,)*];

            /// Its name in [`VARIABLE`].
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$point => $name,)*
                }
            }
        }
    };
}

points! {
    /// The client is about to create or change the tables of its database.
    ClientMigrating "client-migrating",
    /// The client's tables are up to date.
    ClientMigrated "client-migrated",
    /// Before each single statement on the client's database, those of migrations included.
    ClientStatement "client-statement",
    /// A transaction of the client is written and not yet committed.
    ClientCommitting "client-committing",
    /// A transaction of the client is durable, and nobody knows.
    ClientCommitted "client-committed",
    /// All that follows a commit was set going: answers, news for the view, frames.
    ClientAnswered "client-answered",
    /// Changes are about to be pushed: marked as sent, and no byte of them on its way.
    ClientPushing "client-pushing",
    /// A message is about to be written to the socket.
    ClientSending "client-sending",
    /// A message was written to the socket.
    ClientSent "client-sent",
    /// A message came in and nothing was done with it yet.
    ClientReceived "client-received",
    /// The reserve of disk space is half written.
    ClientReserving "client-reserving",
    /// What is to be restored is ready beside the client's store.
    ClientRestoreReady "client-restore-ready",
    /// The client's former store was copied aside, and is still in its place.
    ClientRestoreKept "client-restore-kept",
    /// The restored store of the client is in its place.
    ClientRestored "client-restored",

    /// The server is about to create or change the tables of its database.
    ServerMigrating "server-migrating",
    /// The server's tables are up to date.
    ServerMigrated "server-migrated",
    /// Before each single statement on the writer's connection, those of migrations included.
    ServerStatement "server-statement",
    /// A group of pushes and greetings is decided and written, and not yet committed.
    ServerCommitting "server-committing",
    /// A group is durable, and nobody knows: no result, no delta, no welcome.
    ServerCommitted "server-committed",
    /// Results wait to be sent; the deltas of the boards that moved were not yet handed out.
    ServerAnswered "server-answered",
    /// Results and deltas wait to be sent, welcomes were not yet handed out.
    ServerAnnounced "server-announced",
    /// A message is about to be written to a socket.
    ServerSending "server-sending",
    /// Messages were written to a socket.
    ServerSent "server-sent",
    /// Old data was cleared away, and that is not yet committed.
    ServerClearing "server-clearing",
    /// The server was told to stop, and has not folded its log in.
    ServerStopping "server-stopping",
    /// A backup is written, and not yet under its name.
    ServerBackingUp "server-backing-up",
    /// A restore has copied the backup, and not yet given it a new epoch.
    ServerRestoreCopied "server-restore-copied",
    /// What is to be restored is ready beside the data.
    ServerRestoreReady "server-restore-ready",
    /// The former data was copied aside, and is still in its place.
    ServerRestoreKept "server-restore-kept",
    /// The restored data is in its place.
    ServerRestored "server-restored",
}

#[cfg(debug_assertions)]
pub use armed::{is_armed, reached};

#[cfg(debug_assertions)]
mod armed {
    use super::{Point, VARIABLE};
    use std::{
        env, process,
        sync::{
            OnceLock,
            atomic::{AtomicU64, Ordering},
        },
    };

    struct Plan {
        point: Point,
        visits_left: AtomicU64,
    }

    static PLAN: OnceLock<Option<Plan>> = OnceLock::new();

    fn plan() -> Option<&'static Plan> {
        PLAN.get_or_init(|| env::var(VARIABLE).ok().map(|text| parse(&text))).as_ref()
    }

    /// A plan that cannot be read must not look like one that was survived.
    fn parse(text: &str) -> Plan {
        let (name, visit) = text.split_once(':').unwrap_or((text, "1"));
        let point = Point::ALL.iter().copied().find(|point| point.name() == name);
        match (point, visit.parse()) {
            (Some(point), Ok(visit @ 1..)) => Plan { point, visits_left: AtomicU64::new(visit) },
            _ => panic!("{VARIABLE}={text} names no fail point and visit"),
        }
    }

    /// Whether the process is to die at this point.
    pub fn is_armed(point: Point) -> bool {
        plan().is_some_and(|plan| plan.point == point)
    }

    /// The process is at this point; if it was told so, it dies here.
    pub fn reached(point: Point) {
        let Some(plan) = plan().filter(|plan| plan.point == point) else { return };
        if plan.visits_left.fetch_sub(1, Ordering::Relaxed) == 1 {
            eprintln!("died at fail point {}", point.name());
            process::abort();
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_plan_names_a_point_and_a_visit() {
            let plan = parse("client-committed:3");
            assert_eq!(plan.point, Point::ClientCommitted);
            assert_eq!(plan.visits_left.into_inner(), 3);
            assert_eq!(parse("server-sent").visits_left.into_inner(), 1);
            for nonsense in ["", "client-committed:0", "client-committed:x", "elsewhere:1"] {
                assert!(std::panic::catch_unwind(|| parse(nonsense)).is_err(), "{nonsense}");
            }
        }

        #[test]
        fn without_the_variable_nothing_happens() {
            for point in Point::ALL {
                assert!(!is_armed(*point));
                reached(*point);
            }
        }
    }
}

/// Whether the process is to die at this point: never.
#[cfg(not(debug_assertions))]
#[inline]
pub const fn is_armed(_point: Point) -> bool {
    false
}

/// The process is at this point, which means nothing here.
#[cfg(not(debug_assertions))]
#[inline]
pub const fn reached(_point: Point) {}
