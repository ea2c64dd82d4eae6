//! The view's only door: call a command.
//!
//! Inside the desktop the door leads to the shell ([`tauri`]). In a plain browser, in which nothing
//! syncs, and where the page's address asks for a scene, it leads to a scripted stand-in with a demo
//! board (`fake`), which the builds for users lack.

#[cfg(any(debug_assertions, feature = "gallery"))]
mod fake;
mod tauri;

#[cfg(any(debug_assertions, feature = "gallery"))]
pub use fake::scene;

use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, pin::Pin, rc::Rc};
use tideboard_protocol::{ApiError, ErrorCode, ipc::Command};

/// What will come.
pub type Soon<T> = Pin<Box<dyn Future<Output = T>>>;

/// Something that answers commands. Arguments and answers are JSON texts.
pub trait Backend {
    /// Calls a command.
    fn call(&self, command: &'static str, args: String) -> Soon<Result<String, ApiError>>;
}

/// A backend with typed commands.
#[derive(Clone)]
pub struct Door(Rc<dyn Backend>);

impl Door {
    /// The shell if the page runs inside it, else the stand-in where there is one.
    pub fn find() -> Self {
        #[cfg(any(debug_assertions, feature = "gallery"))]
        if !tauri::is_here() || crate::browser::query("fake").is_some() {
            return Self(fake::start());
        }
        Self(Rc::new(tauri::Tauri))
    }

    /// To a shell that a test plays.
    #[cfg(any(debug_assertions, feature = "gallery"))]
    pub fn to(backend: Rc<dyn Backend>) -> Self {
        Self(backend)
    }

    /// Calls a command.
    pub async fn call<C: Command>(&self, command: C) -> Result<C::Reply, ApiError> {
        let reply = self.call_with_text(C::NAME, write(&command)?).await?;
        read(&reply)
    }

    /// Calls a command by its name, with arguments as JSON; so is the answer.
    pub async fn call_with_text(
        &self,
        command: &'static str,
        args: String,
    ) -> Result<String, ApiError> {
        self.0.call(command, args).await
    }
}

impl PartialEq for Door {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The arguments of a command as JSON.
pub fn write(command: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(command).map_err(misunderstood)
}

/// What the JSON of an answer says.
pub fn read<R: DeserializeOwned>(reply: &str) -> Result<R, ApiError> {
    serde_json::from_str(reply).map_err(misunderstood)
}

/// Shell and view are of different versions, or one of them is wrong.
fn misunderstood(error: serde_json::Error) -> ApiError {
    ApiError::new(
        ErrorCode::Internal,
        format!("The window and the app do not understand each other: {error}"),
    )
}
