//! Joining a server, and what is asked of this computer.

use crate::{
    page::{Page, mark, until},
    shell::Shell,
};
use serde_json::json;
use tideboard_frontend::parts::{Dismissed, FirstRun, Notices, Section, SettingsPanel, Setup};
use tideboard_protocol::{
    ApiError, ErrorCode,
    ipc::{
        ConnectionTest, JoinServer, Joined, KeepTokenInFile, LoginStart, Notice, StartAtLogin,
        TestConnection, TokenStorage, ViewEvent,
    },
};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

#[wasm_bindgen_test]
async fn the_failure_to_join_goes_when_a_test_of_the_connection_passes() {
    let shell = Shell::in_scene("synced");
    shell.refuses::<JoinServer>(ErrorCode::Unauthorized, "The token is not valid.");
    shell.answers::<TestConnection>(&ConnectionTest {
        url: "wss://board.example/api/realtime".to_owned(),
        server: "tideboard-server/0.1.0".to_owned(),
        user: "Dora".to_owned(),
        boards: Vec::new(),
        latency_ms: 12,
    });
    let (on_setup, on_done) = (Callback::noop(), Callback::noop());
    let content = html! { <FirstRun setup={Setup::Joining} {on_setup} {on_done} /> };
    let page = Page::shows(&shell, content).await;
    page.types(&mark("join-address"), "board.example").await;
    page.types(&mark("join-token"), "a token").await;
    page.clicks(&format!("{}:enabled", mark("join-submit"))).await;
    page.reads(&mark("first-run-error"), "The token is not valid.").await;
    page.clicks(&format!("{}:enabled", mark("join-test"))).await;
    page.reads(&mark("join-result"), "Dora").await;
    page.sees_no(&mark("first-run-error")).await;
}

/// The settings of this computer.
#[component]
fn ThisComputer() -> Html {
    let section = use_state_eq(|| Section::Computer);
    html! { <SettingsPanel open=true on_toggle={Callback::noop()} {section} /> }
}

#[wasm_bindgen_test]
async fn the_switch_for_the_start_at_login_can_be_pressed_again_after_an_error() {
    let shell = Shell::in_scene("synced");
    shell.answers::<StartAtLogin>(&LoginStart::Off);
    let page = Page::shows(&shell, html! { <ThisComputer /> }).await;
    let switch = format!("{}:enabled", mark("settings-start-at-login"));
    page.sees(&switch).await;
    shell.refuses::<StartAtLogin>(ErrorCode::PermissionDenied, "The list cannot be written.");
    page.clicks(&switch).await;
    page.reads(&mark("error-note"), "The list cannot be written.").await;
    shell.answers::<StartAtLogin>(&LoginStart::On);
    page.clicks(&switch).await;
    page.sees(&format!("{switch}:checked")).await;
    page.sees_no(&mark("error-note")).await;
    let last = shell.asked::<StartAtLogin>().pop().expect("it was asked");
    assert_eq!(last, json!({ "on": true }));
}

/// The notices.
#[component]
fn AllNotices() -> Html {
    let dismissed = use_state_eq(Dismissed::default);
    html! { <Notices {dismissed} /> }
}

#[wasm_bindgen_test]
async fn a_token_that_is_in_memory_only_can_go_into_a_file_and_what_that_means_is_said() {
    let shell = Shell::in_scene("synced");
    shell.answers::<KeepTokenInFile>(&Joined { token_storage: TokenStorage::File });
    let page = Page::shows(&shell, html! { <AllNotices /> }).await;
    let told = |id: &str| {
        let error = ApiError::new(ErrorCode::NoKeychain, "There is no keychain.");
        shell.tells(ViewEvent::Notices(vec![Notice { id: id.to_owned(), error }]));
    };
    told("keychain-trouble");
    page.reads(&mark("notice"), "There is no keychain.").await;
    page.sees_no(&mark("keep-token-in-file")).await;
    told("keychain:0");
    page.reads(&mark("notice"), "can then use the token").await;
    assert_eq!(shell.asked::<KeepTokenInFile>().len(), 0);
    page.clicks(&mark("notice-dismiss")).await;
    page.sees_no(&mark("notice")).await;
    told("keychain:1");
    page.clicks(&mark("keep-token-in-file")).await;
    until("it is asked", || (shell.asked::<KeepTokenInFile>().len() == 1).then_some(())).await;
}
