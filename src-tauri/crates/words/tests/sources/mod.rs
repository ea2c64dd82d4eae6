//! Reads the sources of window and shell, and finds what they say without asking the catalogues.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::{env, fs, path::PathBuf};

/// Attributes and properties that people read or hear; `aria-label` ends in one of them.
const SAID: &[&str] = &["title", "label", "placeholder", "words", "alt", "button_label"];
/// What is the same in every language: names of keys, and an address as an example.
const SAME_EVERYWHERE: &[&str] = &["Ctrl K", "board.example.com"];

/// This crate's folder; at run time, because clones that share a target folder may share this
/// program too.
pub fn own_folder() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").unwrap().into()
}

/// All sources below these folders, seen from this crate.
pub fn sources(folders: &[&str]) -> Vec<(PathBuf, TokenStream)> {
    let own = own_folder();
    let mut left: Vec<PathBuf> = folders.iter().map(|folder| own.join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                found.push((path, source.parse().unwrap()));
            }
        }
    }
    found
}

/// Texts for people that stand in the source itself: in `html!` between tags and in attributes
/// that people read, and in toasts.
pub fn untranslated(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    in_code(tokens, &mut found);
    // A branch is looked at as a part of the whole, and by itself.
    found.dedup();
    found
}

/// Looks for `html!` and toasts in Rust.
fn in_code(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        if at >= 2 && is_mark(&tokens[at - 1], '!') && is_name(&tokens[at - 2], "html") {
            in_markup(group.stream(), found);
        } else {
            if at >= 4 && is_name(&tokens[at - 4], "Toast") {
                said_at_once(group, found);
            }
            in_code(group.stream(), found);
        }
    }
}

/// Looks at what stands between tags and in attributes.
fn in_markup(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let is_value = at >= 2 && is_mark(&tokens[at - 1], '=');
        let is_said = is_value && SAID.iter().any(|name| is_name(&tokens[at - 2], name));
        match token {
            TokenTree::Literal(literal) if is_said => found.extend(words(&literal.to_string())),
            TokenTree::Group(group) if is_said => said_at_once(group, found),
            TokenTree::Group(group) if is_value => in_code(group.stream(), found),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                said_at_once(group, found);
                in_markup(group.stream(), found);
            }
            TokenTree::Group(group) => {
                let is_inner =
                    at >= 2 && is_mark(&tokens[at - 1], '!') && is_name(&tokens[at - 2], "html");
                if is_inner {
                    in_markup(group.stream(), found);
                } else {
                    in_code(group.stream(), found);
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// A text alone, as the first argument, made by `format!`, or in a branch of an `if`.
fn said_at_once(group: &Group, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Literal(literal)] => found.extend(words(&literal.to_string())),
        [TokenTree::Literal(literal), next, ..] if is_mark(next, ',') => {
            found.extend(words(&literal.to_string()));
        }
        _ => {}
    }
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(inner) = token else { continue };
        let is_format =
            at >= 2 && is_mark(&tokens[at - 1], '!') && is_name(&tokens[at - 2], "format");
        if is_format || inner.delimiter() == Delimiter::Brace {
            said_at_once(inner, found);
        }
    }
}

/// The text of a literal, if there are words in it.
fn words(literal: &str) -> Option<String> {
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut depth = 0_u32;
    let mut outside = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            // An escape is no word.
            '\\' => {
                let escaped = letters.next();
                if escaped == Some('u') {
                    letters.by_ref().find(|it| *it == '}');
                }
            }
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            letter if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    let has_words = outside.chars().any(char::is_alphabetic) && !SAME_EVERYWHERE.contains(&text);
    has_words.then(|| text.to_owned())
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == mark)
}

fn is_name(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(found) if found == name)
}

#[test]
fn what_stands_in_the_source_is_found() {
    let found = |source: &str| untranslated(source.parse().unwrap());
    assert_eq!(found(r#"html! { <p>{ "Sync now" }</p> }"#), ["Sync now"]);
    assert_eq!(found(r#"html! { <p aria-label="Close" class="x" /> }"#), ["Close"]);
    assert_eq!(found(r#"html! { <p title={format!("Delete {it}")} /> }"#), ["Delete {it}"]);
    assert_eq!(found(r#"html! { <p>{ if it { "One" } else { t!("two") } }</p> }"#), ["One"]);
    assert_eq!(found(r#"html! { { for all.map(|it| html! { <b>{ "In" }</b> }) } }"#), ["In"]);
    assert_eq!(found(r#"toast.emit(Toast::done("Done."))"#), ["Done."]);
    let nothing =
        r#"html! { <p class="x" id={format!("a-{it}")}>{ t!("a") }{ " · " }{ "\u{a0}" }</p> }"#;
    assert!(found(nothing).is_empty());
}
