//! The desktop's notifications: on Linux over D-Bus, so that one can be replaced, taken away and
//! pressed; elsewhere by a library, with which it can only be shown.

/// What a person did with a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Pressed it.
    Pressed,
    /// Closed it, or it went by itself.
    Closed,
}

#[cfg(target_os = "linux")]
pub use dbus::Desktop;
#[cfg(not(target_os = "linux"))]
pub use plain::Desktop;

#[cfg(target_os = "linux")]
mod dbus {
    use super::Event;
    use crate::folders::APP_ID;
    use futures_util::StreamExt;
    use std::{collections::HashMap, future};
    use tideboard_words::t;
    use zbus::{Connection, MatchRule, MessageStream, message::Type, zvariant::Value};

    const SERVICE: &str = "org.freedesktop.Notifications";
    const OBJECT: &str = "/org/freedesktop/Notifications";
    /// Signals that may wait; beyond that the oldest go, of which none matters for long.
    const SIGNALS: usize = 16;
    /// Pressing the notification itself.
    const DEFAULT: &str = "default";

    /// The way to the desktop, and the one notification that may be there.
    #[derive(Default)]
    pub struct Desktop {
        bus: Option<Bus>,
        shown: Option<u32>,
    }

    struct Bus {
        connection: Connection,
        signals: MessageStream,
    }

    impl Desktop {
        /// Shows a notification in place of the one before.
        pub async fn show(&mut self, words: &str) {
            match self.try_to_show(words).await {
                Ok(id) => self.shown = Some(id),
                Err(error) => {
                    tracing::info!(%error, "the desktop shows no notifications");
                    self.bus = None;
                    self.shown = None;
                }
            }
        }

        async fn try_to_show(&mut self, words: &str) -> zbus::Result<u32> {
            let replaced = self.shown.unwrap_or(0);
            let bus = self.bus().await?;
            let hints = HashMap::from([("desktop-entry", Value::from(APP_ID))]);
            let open = t!("notify-open");
            let actions = [DEFAULT, open.as_str()];
            let body = (
                "Tideboard",
                replaced,
                APP_ID,
                "Tideboard",
                escaped(words),
                actions.as_slice(),
                hints,
                // As long as the desktop thinks right.
                -1_i32,
            );
            bus.connection
                .call_method(Some(SERVICE), OBJECT, Some(SERVICE), "Notify", &body)
                .await?
                .body()
                .deserialize()
        }

        /// Takes the notification away.
        pub async fn withdraw(&mut self) {
            let (Some(bus), Some(id)) = (&self.bus, self.shown.take()) else { return };
            let closed = bus
                .connection
                .call_method(Some(SERVICE), OBJECT, Some(SERVICE), "CloseNotification", &id)
                .await;
            if let Err(error) = closed {
                tracing::debug!(%error, "the notification was gone already");
            }
        }

        /// Waits for what a person does with the notification.
        pub async fn next(&mut self) -> Event {
            loop {
                let (Some(bus), Some(shown)) = (&mut self.bus, self.shown) else {
                    return future::pending().await;
                };
                let Some(signal) = bus.signals.next().await else {
                    self.bus = None;
                    self.shown = None;
                    return Event::Closed;
                };
                let Ok(signal) = signal else { continue };
                let header = signal.header();
                let body = signal.body();
                match header.member().map(|name| name.as_str()) {
                    Some("ActionInvoked") => {
                        let pressed = body.deserialize::<(u32, String)>();
                        if pressed.is_ok_and(|(id, action)| id == shown && action == DEFAULT) {
                            self.shown = None;
                            return Event::Pressed;
                        }
                    }
                    Some("NotificationClosed") => {
                        let closed = body.deserialize::<(u32, u32)>();
                        if closed.is_ok_and(|(id, _)| id == shown) {
                            self.shown = None;
                            return Event::Closed;
                        }
                    }
                    Some(_) | None => {}
                }
            }
        }

        /// Listens before anything is shown, so that no press is missed.
        async fn bus(&mut self) -> zbus::Result<&Bus> {
            let bus = match self.bus.take() {
                Some(bus) => bus,
                None => {
                    let connection = Connection::session().await?;
                    let rule = MatchRule::builder()
                        .msg_type(Type::Signal)
                        .interface(SERVICE)?
                        .path(OBJECT)?
                        .build();
                    let signals =
                        MessageStream::for_match_rule(rule, &connection, Some(SIGNALS)).await?;
                    Bus { connection, signals }
                }
            };
            Ok(self.bus.insert(bus))
        }
    }

    /// The body may hold markup.
    fn escaped(words: &str) -> String {
        words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    }

    #[cfg(test)]
    mod tests {
        use super::escaped;

        #[test]
        fn words_are_no_markup() {
            assert_eq!(escaped("<b>&</b>"), "&lt;b&gt;&amp;&lt;/b&gt;");
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod plain {
    use super::Event;
    use std::future;

    /// The way to the desktop.
    #[derive(Default)]
    pub struct Desktop;

    impl Desktop {
        /// Shows a notification.
        pub async fn show(&mut self, words: &str) {
            let words = words.to_owned();
            let show = move || {
                notify_rust::Notification::new()
                    .appname("Tideboard")
                    .summary("Tideboard")
                    .body(&words)
                    .show()
                    .map(drop)
            };
            match tauri::async_runtime::spawn_blocking(show).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::info!(%error, "the desktop shows no notifications"),
                Err(error) => tracing::warn!(%error, "the notification is not shown"),
            }
        }

        /// It goes by itself.
        pub async fn withdraw(&mut self) {}

        /// Nothing is heard of it.
        pub async fn next(&mut self) -> Event {
            future::pending().await
        }
    }
}
