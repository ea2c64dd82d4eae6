//! The part of a desktop that shows notifications, as seen by the program that sends them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use zbus::{
    blocking::{Connection, connection},
    interface,
    zvariant::OwnedValue,
};

use crate::{bus::Bus, wait::eventually};

const NAME: &str = "org.freedesktop.Notifications";
const OBJECT: &str = "/org/freedesktop/Notifications";
/// Why a notification goes: somebody closed it.
const BY_HAND: u32 = 2;
/// Why a notification goes: its program took it back.
const BY_PROGRAM: u32 = 3;

/// Shows notifications, in memory.
pub struct NotificationHost {
    connection: Connection,
    shown: Arc<Mutex<Shown>>,
}

/// A notification on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Number by which it is replaced, pressed and closed.
    pub id: u32,
    /// Its text.
    pub body: String,
}

#[derive(Default)]
struct Shown {
    last_id: u32,
    on_screen: Vec<Notification>,
    /// All that ever came, also in place of another.
    count: usize,
}

impl NotificationHost {
    /// Takes the desktop's part on this bus.
    #[track_caller]
    pub fn start(bus: &Bus) -> Self {
        let shown = Arc::<Mutex<Shown>>::default();
        let connection = connection::Builder::address(bus.address())
            .and_then(|builder| builder.name(NAME))
            .and_then(|builder| builder.serve_at(OBJECT, Service(Arc::clone(&shown))))
            .and_then(connection::Builder::build)
            .expect("the message bus takes a desktop");
        Self { connection, shown }
    }

    /// Waits until a single notification is on the screen, and says something.
    #[track_caller]
    pub fn shows(&self, words: &str) -> Notification {
        eventually(&format!("one notification says “{words}”"), || {
            match lock(&self.shown).on_screen.as_slice() {
                [only] => only.body.contains(words).then(|| only.clone()),
                _ => None,
            }
        })
    }

    /// Waits until none is on the screen.
    #[track_caller]
    pub fn shows_none(&self) {
        eventually("no notification is on the screen", || {
            lock(&self.shown).on_screen.is_empty().then_some(())
        });
    }

    /// How many came so far.
    pub fn count(&self) -> usize {
        lock(&self.shown).count
    }

    /// Presses one, which closes it.
    #[track_caller]
    pub fn presses(&self, notification: &Notification) {
        self.tell("ActionInvoked", &(notification.id, "default"));
        lock(&self.shown).on_screen.retain(|it| it.id != notification.id);
        self.tell("NotificationClosed", &(notification.id, BY_HAND));
    }

    #[track_caller]
    fn tell<B: serde::Serialize + zbus::zvariant::DynamicType>(&self, signal: &str, body: &B) {
        self.connection
            .emit_signal(None::<&str>, OBJECT, NAME, signal, body)
            .expect("the message bus takes a signal");
    }
}

struct Service(Arc<Mutex<Shown>>);

#[interface(name = "org.freedesktop.Notifications")]
impl Service {
    // As the specification of desktop notifications has them.
    #[expect(clippy::too_many_arguments, reason = "the specification's call has eight")]
    fn notify(
        &self,
        _app_name: &str,
        replaces_id: u32,
        _app_icon: &str,
        _summary: &str,
        body: &str,
        _actions: Vec<&str>,
        _hints: HashMap<&str, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let mut shown = lock(&self.0);
        shown.count += 1;
        let body = body.to_owned();
        if let Some(old) = shown.on_screen.iter_mut().find(|it| it.id == replaces_id) {
            old.body = body;
            return replaces_id;
        }
        shown.last_id += 1;
        let id = shown.last_id;
        shown.on_screen.push(Notification { id, body });
        id
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: zbus::object_server::SignalEmitter<'_>,
    ) -> zbus::fdo::Result<()> {
        lock(&self.0).on_screen.retain(|it| it.id != id);
        emitter.emit(NAME, "NotificationClosed", &(id, BY_PROGRAM)).await?;
        Ok(())
    }

    fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body"]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("Test desktop", "Tideboard", "1", "1.2")
    }
}

fn lock(shown: &Mutex<Shown>) -> MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}
