//! A real panel that shows tray icons, and what it would show.

use std::{collections::HashMap, path::Path, process::Command};

use zbus::{
    blocking::{Connection, Proxy},
    zvariant::{OwnedObjectPath, OwnedValue, Structure, Value},
};

use crate::{
    PATIENCE, Process,
    bus::Bus,
    programs::tool,
    wait::{eventually, eventually_is},
};

/// A window manager: gives windows a frame, and keys that close them.
pub struct WindowManager {
    _process: Process,
}

impl WindowManager {
    /// Starts it and waits until it manages; its settings go below `home`.
    #[track_caller]
    pub fn start(bus: &Bus, home: &Path) -> Self {
        // A screen has one at a time, and takes a moment to notice that the last one is gone.
        eventually("the window manager manages", || {
            let process =
                start(bus, home, "openbox", &["--sm-disable", "--startup", "echo managing"]);
            loop {
                match process.next_line(PATIENCE) {
                    Ok(line) if line == "managing" => return Some(Self { _process: process }),
                    Ok(_) => {}
                    Err(_) => return None,
                }
            }
        })
    }
}

/// Xfce's panel, with a window manager.
pub struct TrayHost {
    connection: Connection,
    _panel: Process,
    _window_manager: WindowManager,
}

impl TrayHost {
    /// Starts the panel and waits until it takes tray icons; its settings go below `home`.
    #[track_caller]
    pub fn start(bus: &Bus, home: &Path) -> Self {
        let window_manager = WindowManager::start(bus, home);
        let panel = start(bus, home, "xfce4-panel", &["--disable-wm-check"]);
        let host =
            Self { connection: bus.connect(), _panel: panel, _window_manager: window_manager };
        eventually("the panel takes tray icons", || host.registered());
        host
    }

    /// Waits until exactly one program has put an icon into the tray.
    #[track_caller]
    pub fn only_item(&self) -> TrayItem {
        let name = eventually("one icon is in the tray", || match self.registered()?.as_slice() {
            [item] => Some(item.clone()),
            _ => None,
        });
        // `:1.7/StatusNotifierItem`: the program on the bus, then the object.
        let (program, object) = name.split_at(name.find('/').unwrap_or(name.len()));
        let object = if object.is_empty() { "/StatusNotifierItem" } else { object };
        TrayItem {
            connection: self.connection.clone(),
            program: program.to_owned(),
            object: object.to_owned(),
        }
    }

    /// Waits until no icon is in the tray.
    #[track_caller]
    pub fn is_empty(&self) {
        eventually_is("the tray is empty", Some(Vec::new()), || self.registered());
    }

    fn registered(&self) -> Option<Vec<String>> {
        Proxy::new(
            &self.connection,
            "org.kde.StatusNotifierWatcher",
            "/StatusNotifierWatcher",
            "org.kde.StatusNotifierWatcher",
        )
        .and_then(|watcher| watcher.get_property("RegisteredStatusNotifierItems"))
        .ok()
    }
}

/// An icon in the tray, as the panel sees it.
pub struct TrayItem {
    connection: Connection,
    program: String,
    object: String,
}

/// A line of the icon's menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuLine {
    /// Number by which it is chosen.
    pub id: i32,
    /// Its text.
    pub label: String,
    /// Whether it can be chosen.
    pub enabled: bool,
}

/// Width, height and pixels.
type Pixmap = (i32, i32, Vec<u8>);

/// Revision, and the root of the menu: number, properties, children.
type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));

impl TrayItem {
    /// Its stable name.
    #[track_caller]
    pub fn id(&self) -> String {
        self.property("Id").expect("an item has an id")
    }

    /// What is said when the pointer rests on it.
    pub fn tooltip(&self) -> String {
        let tooltip: Option<(String, Vec<Pixmap>, String, String)> = self.property("ToolTip");
        // Title first, then the text: together they are what is read.
        tooltip.map(|(_, _, title, text)| format!("{title} {text}")).unwrap_or_default()
    }

    /// Its picture, as the panel gets it.
    pub fn picture(&self) -> Vec<u8> {
        let pictures: Option<Vec<Pixmap>> = self.property("IconPixmap");
        pictures.unwrap_or_default().into_iter().flat_map(|(_, _, bytes)| bytes).collect()
    }

    /// Waits until tooltip and menu say this.
    #[track_caller]
    pub fn says(&self, words: &str) {
        eventually(&format!("tooltip and menu say “{words}”"), || {
            let line = self.menu().into_iter().next()?;
            (line.label.contains(words) && self.tooltip().contains(words)).then_some(())
        });
    }

    /// Chooses the first line of the menu whose text begins so.
    #[track_caller]
    pub fn choose(&self, text: &str) {
        let line = eventually(&format!("“{text}” can be chosen"), || {
            self.menu().into_iter().find(|line| line.label.starts_with(text) && line.enabled)
        });
        self.menu_proxy()
            .expect("the icon has a menu")
            .call_method("Event", &(line.id, "clicked", Value::from(0_i32), 0_u32))
            .expect("the menu takes a click");
    }

    /// The lines of its menu with those of submenus, separators left out.
    pub fn menu(&self) -> Vec<MenuLine> {
        let mut lines = Vec::new();
        let layout: Option<Layout> = self
            .menu_proxy()
            .and_then(|menu| menu.call("GetLayout", &(0_i32, -1_i32, Vec::<&str>::new())).ok());
        if let Some((_, (_, _, children))) = layout {
            for child in children {
                collect(&child, &mut lines);
            }
        }
        lines
    }

    fn menu_proxy(&self) -> Option<Proxy<'static>> {
        let path: OwnedObjectPath = self.property("Menu")?;
        let program = self.program.clone();
        Proxy::new(&self.connection, program, path, "com.canonical.dbusmenu").ok()
    }

    fn property<T>(&self, name: &str) -> Option<T>
    where
        T: TryFrom<OwnedValue>,
        T::Error: Into<zbus::Error>,
    {
        // Without a cache: what counts is what the item says now.
        zbus::blocking::proxy::Builder::<Proxy<'_>>::new(&self.connection)
            .destination(self.program.as_str())
            .and_then(|builder| builder.path(self.object.as_str()))
            .and_then(|builder| builder.interface("org.kde.StatusNotifierItem"))
            .and_then(|builder| builder.cache_properties(zbus::proxy::CacheProperties::No).build())
            .and_then(|item| item.get_property(name))
            .ok()
    }
}

#[track_caller]
fn start(bus: &Bus, home: &Path, program: &str, args: &[&str]) -> Process {
    let mut command = Command::new(tool(program));
    command
        .args(args)
        .env("XDG_CURRENT_DESKTOP", "XFCE")
        .env("XDG_CONFIG_HOME", home.join("panel-config"))
        .env("XDG_CACHE_HOME", home.join("panel-cache"))
        .env("NO_AT_BRIDGE", "1")
        .env("GDK_BACKEND", "x11");
    Process::start(program, bus.serve(&mut command))
}

fn collect(node: &Value<'_>, lines: &mut Vec<MenuLine>) {
    let node = match node {
        Value::Value(inner) => return collect(inner, lines),
        Value::Structure(node) => node,
        _ => return,
    };
    let Some((id, properties, children)) = parts(node) else { return };
    let label: Option<String> =
        properties.get("label").and_then(|label| label.try_clone().ok()?.try_into().ok());
    let enabled = properties
        .get("enabled")
        .and_then(|enabled| bool::try_from(enabled.try_clone().ok()?).ok())
        .unwrap_or(true);
    if let Some(label) = label.filter(|label| !label.is_empty()) {
        // Underscores mark keys, as ampersands do elsewhere.
        lines.push(MenuLine { id, label: label.replace('_', ""), enabled });
    }
    for child in &children {
        collect(child, lines);
    }
}

fn parts(node: &Structure<'_>) -> Option<(i32, HashMap<String, OwnedValue>, Vec<OwnedValue>)> {
    node.try_clone().ok()?.try_into().ok()
}
