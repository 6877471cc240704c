//! Settings as an operator writes them: flags, variables, `teahouse.toml`.

use clap::{Args, Command, FromArgMatches};

use super::*;
use crate::domain::Sentence;

/// Settings from the three sources, as an operator writes them.
fn load_from(
    flags: &[&str],
    variables: &[(&str, &str)],
    file: Option<&str>,
) -> Result<Settings, Sentence> {
    let folder = tempfile::tempdir().unwrap();
    if let Some(text) = file {
        std::fs::write(folder.path().join(FILE_NAME), text).unwrap();
    }
    let command = Flags::augment_args(Command::new("teahouse").subcommand(Command::new("serve")));
    let matches = command
        .try_get_matches_from([&["teahouse"], flags].concat())
        .unwrap();
    let flags = Flags::from_arg_matches(&matches).unwrap();
    let variable = |name: &str| {
        let found = variables.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    load(&flags, variable, folder.path())
}

fn refusal(flags: &[&str], variables: &[(&str, &str)], file: Option<&str>) -> String {
    let sentence = load_from(flags, variables, file).unwrap_err();
    sentence.text(Locale::En)
}

#[test]
fn nothing_set_is_the_defaults() {
    assert_eq!(load_from(&[], &[], None).unwrap(), Settings::default());
}

#[test]
fn a_flag_wins_over_a_variable_and_a_variable_over_the_file() {
    let file = "site_name = 'from the file'\nlisten = '127.0.0.1:3'\nlimit_connections = 3";
    let variables = [
        ("TEAHOUSE_LISTEN", "127.0.0.1:2"),
        ("TEAHOUSE_LIMIT_CONNECTIONS", "2"),
    ];
    let settings = load_from(&["--limit-connections", "1"], &variables, Some(file)).unwrap();
    assert_eq!(settings.limit_connections, 1);
    assert_eq!(settings.listen.port(), 2);
    assert_eq!(settings.site_name, "from the file");
}

#[test]
fn a_flag_works_before_and_after_the_command() {
    for flags in [["--site-name=Tea", "serve"], ["serve", "--site-name=Tea"]] {
        assert_eq!(load_from(&flags, &[], None).unwrap().site_name, "Tea");
    }
}

#[test]
fn an_empty_variable_is_none() {
    let settings = load_from(&[], &[("TEAHOUSE_PUBLIC_URL", "")], None).unwrap();
    assert_eq!(settings.public_url, None);
}

#[test]
fn every_setting_can_stand_in_every_source() {
    let mut other = Settings {
        data: Some("/srv/tea".into()),
        public_url: Some(Url::parse("https://tea.example").unwrap()),
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        locale: Some(Locale::ZhHans),
        registration: Registration::Closed,
        create_rooms: CreateRooms::Admins,
        log_format: LogFormat::Json,
        allow_plain_http: true,
        ..Settings::default()
    };
    other.heartbeat_dead_seconds = 46;
    for &name in Settings::NAMES {
        let shown = other.shown(name);
        if shown.is_empty() {
            continue;
        }
        let flag = format!("--{}={shown}", name.replace('_', "-"));
        let variable = format!("TEAHOUSE_{}", name.to_uppercase());
        let bare = shown.parse::<u64>().is_ok() || shown == "true";
        let line = if bare {
            format!("{name} = {shown}")
        } else {
            format!("{name} = {shown:?}")
        };
        for settings in [
            load_from(&[&flag], &[], None),
            load_from(&[], &[(&variable, &shown)], None),
            load_from(&[], &[], Some(&line)),
        ] {
            assert_eq!(settings.unwrap().shown(name), shown, "{name}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let sentence = refusal(&["--listen", "8000"], &[], None);
    assert!(sentence.contains("--listen"), "{sentence}");
    let sentence = refusal(&[], &[("TEAHOUSE_REGISTRATION", "maybe")], None);
    assert!(sentence.contains("TEAHOUSE_REGISTRATION"), "{sentence}");
    for (file, named) in [
        (
            "limit_connections = 'many'",
            "teahouse.toml: limit_connections",
        ),
        ("limit_connections = -1", "teahouse.toml: limit_connections"),
        (
            "allow_plain_http = 'yes'",
            "teahouse.toml: allow_plain_http",
        ),
        ("site_name = 5", "teahouse.toml: site_name"),
        (
            "trusted_proxies = ['10.0.0.0/8', 'x']",
            "teahouse.toml: trusted_proxies",
        ),
        ("public_url = 'https://a/b'", "teahouse.toml: public_url"),
        ("limit_conections = 1", "teahouse.toml: limit_conections"),
        ("[server]\nlisten = '127.0.0.1:1'", "teahouse.toml: server"),
        ("listen = '127.0.0.1:1'\nlimit_connections 5", "line 2"),
    ] {
        let sentence = refusal(&[], &[], Some(file));
        assert!(sentence.contains(named), "{file}: {sentence}");
        assert!(!sentence.contains('\n'), "{sentence}");
    }
}

#[test]
fn networks_may_be_a_list_or_a_text_and_single_addresses() {
    for file in [
        "trusted_proxies = ['10.0.0.1', 'fd00::/8']",
        "trusted_proxies = '10.0.0.1, fd00::/8'",
    ] {
        let settings = load_from(&[], &[], Some(file)).unwrap();
        let [one, many] = settings.trusted_proxies[..] else {
            unreachable!("two networks")
        };
        assert_eq!((one.prefix_len(), many.prefix_len()), (32, 8));
    }
}

#[test]
fn plain_http_that_others_could_read_must_be_asked_for() {
    for flags in [
        vec!["--listen=0.0.0.0:8000"],
        vec!["--listen=[::]:8000"],
        vec!["--public-url=http://tea.example"],
    ] {
        let sentence = refusal(&flags, &[], None);
        assert!(sentence.contains("--allow-plain-http"), "{sentence}");
        let allowed = [&["--allow-plain-http"], &flags[..]].concat();
        load_from(&allowed, &[], None).unwrap();
    }
    for flags in [
        vec!["--listen=[::1]:8000"],
        vec!["--public-url=http://localhost:9000"],
        vec!["--public-url=http://127.0.0.5"],
        vec!["--listen=0.0.0.0:8000", "--public-url=https://tea.example"],
    ] {
        load_from(&flags, &[], None).unwrap();
    }
}

#[test]
fn settings_that_contradict_each_other_are_refused_by_name() {
    for (flag, named) in [
        ("--heartbeat-dead-seconds=25", "--heartbeat-seconds"),
        ("--session-absolute-days=13", "--session-idle-days"),
        ("--heartbeat-seconds=0", "--heartbeat-seconds"),
        ("--write-deadline-seconds=86401", "86400"),
        ("--limit-frame-bytes=1023", "1024"),
        ("--database=postgres://tea@db/tea", "postgres://tea@db/tea"),
        ("--database=sqlite::memory:", "sqlite::memory:"),
        ("--database=sqlite:t.db?mode=ro", "sqlite:t.db?mode=ro"),
        ("--layer=redis://localhost", "redis://localhost"),
        ("--metrics-listen=127.0.0.1:9", "--metrics-listen"),
    ] {
        let sentence = refusal(&[flag], &[], None);
        assert!(sentence.contains(named), "{flag}: {sentence}");
    }
    load_from(&["--limit-frame-bytes=0"], &[], None).unwrap();
}

#[test]
fn every_number_has_bounds_and_the_sentence_names_them_in_every_source() {
    for &name in Settings::NAMES {
        if Settings::default().shown(name).parse::<u64>().is_err() {
            assert_eq!(bounds::of(name), None, "{name}");
            continue;
        }
        let (least, most) = bounds::of(name).expect(name);
        let flag = |value: &str| format!("--{}={value}", name.replace('_', "-"));
        let variable = format!("TEAHOUSE_{}", name.to_uppercase());
        let huge = u64::MAX.to_string();
        let above = (most + 1).to_string();
        for value in [&above, &huge, "1000000000000000000000"] {
            let line = format!("{name} = {value:?}");
            let number = format!("{name} = {above}");
            for sentence in [
                refusal(&[&flag(value)], &[], None),
                refusal(&[], &[(&variable, value)], None),
                refusal(&[], &[], Some(&line)),
                refusal(&[], &[], Some(&number)),
            ] {
                let bounds = format!("from {least} to {most}.");
                assert!(sentence.ends_with(&bounds), "{name}: {sentence}");
            }
        }
        if least > 0 {
            let sentence = refusal(&[&flag("0")], &[], None);
            assert!(sentence.contains("from 1 to"), "{name}: {sentence}");
        }
    }
}

#[test]
fn the_most_of_everything_is_taken() {
    let all: Vec<String> = Settings::NAMES
        .iter()
        .filter_map(|&name| {
            let (_, most) = bounds::of(name)?;
            // Silence is longer than what it is measured by.
            let value = most - u64::from(name == "heartbeat_seconds");
            Some(format!("{name} = {value}"))
        })
        .collect();
    load_from(&[], &[], Some(&all.join("\n"))).unwrap();
}

#[test]
fn the_data_folder_is_the_one_of_the_database_unless_it_is_set() {
    for (database, folder) in [
        ("sqlite:data/teahouse.db", "data"),
        ("sqlite:///srv/tea/t.db", "/srv/tea"),
        ("sqlite:teahouse.db", "."),
    ] {
        let mut settings = Settings {
            database: database.to_owned(),
            ..Settings::default()
        };
        assert_eq!(settings.data_folder(), PathBuf::from(folder));
        settings.data = Some("/elsewhere".into());
        assert_eq!(settings.data_folder(), PathBuf::from("/elsewhere"));
    }
}

#[test]
fn the_site_is_where_it_is_published_else_where_it_listens() {
    let bound: SocketAddr = "[::1]:4000".parse().unwrap();
    let mut settings = Settings::default();
    assert_eq!(settings.site_url(bound).as_str(), "http://[::1]:4000/");
    settings.public_url = Some(Url::parse("https://tea.example").unwrap());
    assert_eq!(settings.site_url(bound).as_str(), "https://tea.example/");
}
