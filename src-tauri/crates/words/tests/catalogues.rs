//! The catalogues are whole: every message that window and shell use is there in every language,
//! with just the arguments it is given, and reads well with each of them.

mod sources;

use fluent_bundle::{FluentBundle, FluentResource, FluentValue};
use fluent_syntax::{ast, parser};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use sources::{own_folder, sources, untranslated};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};
use tideboard_words::{Argument, Catalogue, Locale};

/// What an argument is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// A text, or a number that is only shown.
    Shown,
    /// A number on which the form of a plural depends.
    Counts,
    /// One of these words, on which the text depends.
    Chosen(Vec<String>),
}

type Kinds = BTreeMap<String, Kind>;

/// What an argument is given in a test.
#[derive(Debug)]
enum Sample {
    Text(String),
    Number(f64),
}

impl Sample {
    fn as_argument(&self) -> &dyn Argument {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number,
        }
    }
}

fn folder(locale: Locale) -> PathBuf {
    own_folder().join("locales").join(locale.folder())
}

/// All messages of a language with their arguments.
fn messages(locale: Locale) -> BTreeMap<String, Kinds> {
    let mut found = BTreeMap::new();
    for file in fs::read_dir(folder(locale)).unwrap() {
        let path = file.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        let resource = parser::parse(source.as_str())
            .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        for entry in resource.body {
            let ast::Entry::Message(message) = entry else { continue };
            let mut arguments = Kinds::new();
            arguments_of(message.value.as_ref().expect("messages have a text"), &mut arguments);
            let name = message.id.name.to_owned();
            assert!(message.attributes.is_empty(), "{name}: attributes are not used here");
            let twice = found.insert(name.clone(), arguments).is_some();
            assert!(!twice, "{name} stands twice in {}", path.display());
        }
    }
    found
}

fn arguments_of(pattern: &ast::Pattern<&str>, found: &mut Kinds) {
    for element in &pattern.elements {
        let ast::PatternElement::Placeable { expression } = element else { continue };
        match expression {
            ast::Expression::Inline(inline) => argument_of(inline, Kind::Shown, found),
            ast::Expression::Select { selector, variants } => {
                argument_of(selector, kind_of(variants), found);
                for variant in variants {
                    arguments_of(&variant.value, found);
                }
            }
        }
    }
}

fn kind_of(variants: &[ast::Variant<&str>]) -> Kind {
    const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    let names = variants.iter().map(|variant| match variant.key {
        ast::VariantKey::Identifier { name } | ast::VariantKey::NumberLiteral { value: name } => {
            name.to_owned()
        }
    });
    let names: Vec<String> = names.collect();
    if names.iter().all(|name| PLURALS.contains(&name.as_str())) {
        Kind::Counts
    } else {
        Kind::Chosen(names)
    }
}

fn argument_of(inline: &ast::InlineExpression<&str>, kind: Kind, found: &mut Kinds) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            let known = found.entry(id.name.to_owned()).or_insert(Kind::Shown);
            if kind != Kind::Shown {
                *known = kind;
            }
        }
        other => panic!("not used here: {other:?}"),
    }
}

/// Every `t!` and `key!` of window, shell and this crate: name and arguments.
fn uses() -> Vec<(PathBuf, String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for (path, tokens) in sources(&["src", "../../src", "../../../frontend/src"]) {
        let mut calls = Vec::new();
        calls_in(tokens, &mut calls);
        found.extend(calls.into_iter().map(|(name, args)| (path.clone(), name, args)));
    }
    found
}

fn calls_in(tokens: TokenStream, found: &mut Vec<(String, BTreeSet<String>)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let is_call = group.delimiter() == Delimiter::Parenthesis
            && at >= 2
            && matches!(&tokens[at - 1], TokenTree::Punct(mark) if mark.as_char() == '!')
            && matches!(&tokens[at - 2], TokenTree::Ident(name) if name == "t" || name == "key");
        if is_call {
            found.extend(call(group.stream()));
        }
        calls_in(group.stream(), found);
    }
}

/// `"name", argument = …, argument = …`
fn call(tokens: TokenStream) -> Option<(String, BTreeSet<String>)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let TokenTree::Literal(name) = tokens.first()? else { return None };
    let is = |at: usize, mark: char| matches!(tokens.get(at), Some(TokenTree::Punct(found)) if found.as_char() == mark);
    let arguments = (1..tokens.len()).filter(|at| is(*at, ',') && is(at + 2, '='));
    let arguments = arguments.map(|at| tokens[at + 1].to_string()).collect();
    Some((name.to_string().trim_matches('"').to_owned(), arguments))
}

#[test]
fn every_text_that_is_used_is_there_with_its_arguments_and_none_is_left_over() {
    let english = messages(Locale::English);
    let mut unused: BTreeSet<&str> = english.keys().map(String::as_str).collect();
    let mut wrong = Vec::new();
    for (path, name, arguments) in uses() {
        let at = path.display();
        match english.get(&name) {
            None => wrong.push(format!("{at}: no message is called {name}")),
            Some(known) => {
                let known: BTreeSet<String> = known.keys().cloned().collect();
                if known != arguments {
                    wrong.push(format!("{at}: {name} takes {known:?}, is given {arguments:?}"));
                }
            }
        }
        unused.remove(name.as_str());
    }
    wrong.extend(unused.into_iter().map(|name| format!("nothing uses {name}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_language_has_the_same_messages_with_the_same_arguments() {
    let english = messages(Locale::English);
    for locale in [Locale::German, Locale::Chinese] {
        let other = messages(locale);
        let mut wrong = Vec::new();
        for (name, arguments) in &english {
            match other.get(name) {
                None => wrong.push(format!("{name} is missing")),
                Some(others) if !fits(others, arguments) => {
                    wrong.push(format!("{name} takes {others:?}, in English {arguments:?}"));
                }
                Some(_) => {}
            }
        }
        let more = other.keys().filter(|name| !english.contains_key(*name));
        wrong.extend(more.map(|name| format!("English has no {name}")));
        assert!(wrong.is_empty(), "{locale:?}:\n{}", wrong.join("\n"));
    }
}

/// The same arguments, with the same choices; not every language has plurals.
fn fits(others: &Kinds, english: &Kinds) -> bool {
    let choices = |arguments: &Kinds| -> Vec<Kind> {
        arguments.values().filter(|kind| matches!(kind, Kind::Chosen(_))).cloned().collect()
    };
    // Where a language has no plurals, a number may go unsaid; nothing else may.
    let may_be_left = |name: &String| english[name] == Kind::Counts;
    others.keys().all(|name| english.contains_key(name))
        && english.keys().all(|name| others.contains_key(name) || may_be_left(name))
        && choices(others) == choices(english)
}

/// Every message in every number and with every choice, with what it is given.
fn samples(locale: Locale) -> Vec<(String, Vec<(String, Sample)>)> {
    const NUMBERS: [f64; 5] = [0.0, 1.0, 2.0, 5.0, 11.0];
    let mut found = Vec::new();
    for (name, arguments) in messages(locale) {
        for round in 0..12 {
            let sample = |(argument, kind): (&String, &Kind)| {
                let value = match kind {
                    Kind::Shown => Sample::Text("…".to_owned()),
                    Kind::Counts => Sample::Number(NUMBERS[round % NUMBERS.len()]),
                    Kind::Chosen(names) => Sample::Text(names[round % names.len()].clone()),
                };
                (argument.clone(), value)
            };
            found.push((name.clone(), arguments.iter().map(sample).collect()));
        }
    }
    found
}

/// What a catalogue makes of a message.
fn text(catalogue: &Catalogue, name: &str, args: &[(String, Sample)]) -> Option<String> {
    let names = args.iter().map(|(argument, _)| argument.as_str());
    let message = std::iter::once(name).chain(names).collect::<Vec<_>>().join("|");
    let values: Vec<_> = args.iter().map(|(_, sample)| sample.as_argument()).collect();
    catalogue.text(&message, &values)
}

#[test]
fn every_message_reads_well_with_every_number() {
    for locale in Locale::ALL {
        let catalogue = Catalogue::of(locale);
        for (name, args) in samples(locale) {
            let text = text(&catalogue, &name, &args).unwrap();
            let is_whole = !text.is_empty() && text.trim() == text && !text.contains(['{', '}']);
            assert!(is_whole, "{locale:?} {name}: {text:?}");
            for (argument, _) in &args {
                assert!(!text.contains(&format!("${argument}")), "{locale:?} {name}: {text:?}");
            }
        }
    }
}

#[test]
fn every_text_is_what_the_library_for_fluent_makes_of_it() {
    for locale in Locale::ALL {
        let mut bundle = FluentBundle::new(vec![locale.folder().parse().unwrap()]);
        bundle.set_use_isolating(false);
        for file in fs::read_dir(folder(locale)).unwrap() {
            let source = fs::read_to_string(file.unwrap().path()).unwrap();
            bundle.add_resource(FluentResource::try_new(source).unwrap()).unwrap();
        }
        let catalogue = Catalogue::of(locale);
        for (name, args) in samples(locale) {
            let given = args.iter().map(|(name, arg)| match arg {
                Sample::Text(text) => (name.as_str(), FluentValue::from(text.as_str())),
                Sample::Number(number) => (name.as_str(), FluentValue::from(*number)),
            });
            let pattern = bundle.get_message(&name).unwrap().value().unwrap();
            let mut errors = Vec::new();
            let theirs = bundle.format_pattern(pattern, Some(&given.collect()), &mut errors);
            assert!(errors.is_empty(), "{locale:?} {name}: {errors:?}");
            let own = text(&catalogue, &name, &args);
            assert_eq!(own.as_deref(), Some(theirs.as_ref()), "{locale:?} {name}");
        }
    }
}

/// What is a name and stays as it is.
const NAMES: &[&str] =
    &["Tideboard", "Markdown", "JSON", "CSV", "Ctrl", "Alt", "Shift", "Esc", "Enter", "Tab"];

#[test]
fn the_pseudo_language_leaves_no_plain_word() {
    for locale in [Locale::Pseudo, Locale::Mirrored] {
        let catalogue = Catalogue::of(locale);
        for (name, args) in samples(locale) {
            let text = text(&catalogue, &name, &args).unwrap();
            assert!(text.starts_with('[') && text.ends_with("~]"), "{name}: {text}");
            let plain = text.chars().any(|letter| letter.is_ascii_alphabetic());
            assert!(!plain, "{name}: {text}");
        }
    }
}

#[test]
fn translations_are_not_left_in_english() {
    let english = Catalogue::of(Locale::English);
    let chinese = Catalogue::of(Locale::Chinese);
    for (name, args) in samples(Locale::English) {
        let (source, text) = (text(&english, &name, &args), text(&chinese, &name, &args));
        let has_words = source.as_ref().is_some_and(|source| {
            let words = source.split(|letter: char| !letter.is_alphabetic());
            words.filter(|word| word.len() > 1).any(|word| !NAMES.contains(&word))
        });
        assert!(!has_words || source != text, "{name} is English in Chinese: {text:?}");
    }
}

/// What of the view needs no translation: a page for developers, and the stand-in of the shell.
const NOT_FOR_PEOPLE: &[&str] = &["gallery.rs", "backend/fake.rs", "backend/fake/"];

#[test]
fn nothing_is_said_past_the_catalogues() {
    let mut wrong = Vec::new();
    for (path, tokens) in sources(&["../../../frontend/src"]) {
        let name = path.to_string_lossy().replace('\\', "/");
        if NOT_FOR_PEOPLE.iter().any(|part| name.contains(part)) {
            continue;
        }
        wrong.extend(untranslated(tokens).into_iter().map(|text| format!("{name}: {text}")));
    }
    assert!(wrong.is_empty(), "not in the catalogues:\n{}", wrong.join("\n"));
}
