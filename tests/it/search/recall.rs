//! Recall and precision against a scan of all texts: generated Chinese, Japanese, Korean and Latin, whose plain form the
//! generator knows.

use std::collections::BTreeSet;
use std::io::Write;

use super::index::Dice;
use super::{all_is_indexed, ask_with};
use crate::support::{SignedIn, TestServer, database};

/// Characters without spaces, and what stands between some of them.
struct Script {
    name: &'static str,
    characters: Vec<char>,
    between: &'static [&'static str],
}

fn scripts() -> Vec<Script> {
    let range = |from: char, count: u32| -> Vec<char> {
        (0..count)
            .filter_map(|step| char::from_u32(u32::from(from) + step))
            .collect()
    };
    vec![
        Script {
            name: "Chinese",
            characters: range('茶', 24),
            between: &["", "", "", "，", "。", "\n"],
        },
        Script {
            name: "Japanese",
            characters: [range('か', 12), range('ラ', 4), range('茶', 6)].concat(),
            between: &["", "", "", "、", "「"],
        },
        Script {
            name: "Korean",
            characters: range('차', 24),
            between: &["", "", " ", ", "],
        },
    ]
}

const WORDS: [&str; 16] = [
    "tea", "teapot", "teahouse", "green", "greens", "cafe", "cafes", "naive", "x", "house",
    "housing", "2026", "tee", "tea2", "strasse", "water",
];
/// The same words as people write them.
const WRITTEN: [&str; 16] = [
    "Tea",
    "TEAPOT",
    "teahouse",
    "ｇｒｅｅｎ",
    "Greens",
    "café",
    "CAFÉS",
    "naïve",
    "X",
    "House",
    "housing",
    "２０２６",
    "Tee",
    "tea2",
    "Straße",
    "Water",
];

/// What is shown, and what a scan compares: of an unspaced script its characters, of Latin its words between spaces.
struct Text {
    shown: String,
    plain: String,
}

fn unspaced(script: &Script, dice: &mut Dice) -> Text {
    let (mut shown, mut plain) = (String::new(), String::new());
    for _ in 0..=dice.below(24) {
        let character = script.characters[dice.below(script.characters.len())];
        shown.push(character);
        plain.push(character);
        shown.push_str(dice.one_of(script.between));
    }
    Text { shown, plain }
}

fn latin(dice: &mut Dice) -> Text {
    let (mut shown, mut plain) = (String::new(), String::from(" "));
    for _ in 0..=dice.below(9) {
        let word = dice.below(WORDS.len());
        shown.push_str(if dice.below(2) == 0 {
            WORDS[word]
        } else {
            WRITTEN[word]
        });
        shown.push_str(dice.one_of(&[" ", ", ", "-", "\n", "_"]));
        plain.push_str(WORDS[word]);
        plain.push(' ');
    }
    Text { shown, plain }
}

/// All ids that are found, page by page.
async fn all_found(person: &SignedIn, line: &str) -> BTreeSet<i64> {
    let (mut found, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let more = if cursor.is_empty() {
            String::new()
        } else {
            format!("&cursor={cursor}")
        };
        let answer = ask_with(person, line, &more).await.must_be(200).json();
        for message in answer["messages"].as_array().expect("a list") {
            let id = message["id"]
                .as_str()
                .expect("a string")
                .parse()
                .expect("a number");
            assert!(found.insert(id), "{id} twice");
        }
        match answer["cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return found,
        }
    }
}

/// Of one kind of question: how many were asked, what should and what did come.
#[derive(Default)]
struct Figures {
    questions: usize,
    expected: usize,
    found: usize,
    right: usize,
}

impl Figures {
    fn add(&mut self, expected: &BTreeSet<i64>, found: &BTreeSet<i64>) {
        self.questions += 1;
        self.expected += expected.len();
        self.found += found.len();
        self.right += expected.intersection(found).count();
    }

    #[allow(clippy::cast_precision_loss, reason = "counts of a test")]
    fn print_and_hold(&self, kind: &str) {
        let recall = self.right as f64 / self.expected.max(1) as f64;
        let precision = self.right as f64 / self.found.max(1) as f64;
        // Past the capture of the test runner: the figures are shown by every run.
        let _ = writeln!(
            std::io::stderr(),
            "{kind:<34} {:>3} questions, {:>5} expected: recall {recall:.2}, precision {precision:.2}",
            self.questions,
            self.expected
        );
        assert!(self.expected > 0, "{kind}: nothing was to be found");
        assert_eq!(
            (self.right, self.right),
            (self.expected, self.found),
            "{kind}"
        );
    }
}

/// Puts the texts into the house as messages of before the index; their ids are 1, 2, 3…
async fn store(server: &mut TestServer, texts: &[Text]) {
    server.kill();
    let pool = database::open(server).await;
    let mut writing = pool.begin().await.expect("a transaction");
    for (at, text) in (1_i64..).zip(texts) {
        sqlx::query(
            "insert into messages (id, room_id, seq, place, user_id, body, html, created_at)
             select $1, id, $1, $1, 1, $2, '<p></p>', $1 from rooms where name = 'lobby'",
        )
        .bind(at)
        .bind(&text.shown)
        .execute(&mut *writing)
        .await
        .expect("a message");
    }
    sqlx::query("update rooms set head = $1 where name = 'lobby'")
        .bind(i64::try_from(texts.len()).expect("few"))
        .execute(&mut *writing)
        .await
        .expect("a head");
    sqlx::query("update search_state set pending = (select max(id) from messages)")
        .execute(&mut *writing)
        .await
        .expect("a state");
    writing.commit().await.expect("a commit");
    pool.close().await;
    server.restart();
}

#[tokio::test]
async fn what_is_found_is_what_a_scan_of_all_texts_finds() {
    const EACH: usize = 400;
    let mut dice = Dice(4_711);
    let scripts = scripts();
    let mut texts: Vec<Text> = Vec::new();
    for script in &scripts {
        texts.extend((0..EACH).map(|_| unspaced(script, &mut dice)));
    }
    texts.extend((0..EACH).map(|_| latin(&mut dice)));
    let mut server = TestServer::without_rates(&[]).await;
    store(&mut server, &texts).await;
    let anna = server.register("anna").await;
    all_is_indexed(&server).await;
    let scan = |needed: &dyn Fn(&str) -> bool| -> BTreeSet<i64> {
        let ids = (1_i64..)
            .zip(&texts)
            .filter(|(_, text)| needed(&text.plain));
        ids.map(|(id, _)| id).collect()
    };

    for script in &scripts {
        for length in [1, 2, 3, 5] {
            let mut figures = Figures::default();
            while figures.questions < 12 {
                // Out of a text, so that there is something to find; some are shuffled, so that there may be nothing.
                let text = &texts[dice.below(texts.len())].plain;
                let characters: Vec<char> = text.chars().collect();
                if characters.len() < length || !script.characters.contains(&characters[0]) {
                    continue;
                }
                let at = dice.below(characters.len() - length + 1);
                let mut line: String = characters[at..at + length].iter().collect();
                if dice.below(4) == 0 {
                    line = line.chars().rev().collect();
                }
                let expected = scan(&|plain| plain.contains(&line));
                figures.add(&expected, &all_found(&anna, &line).await);
            }
            figures.print_and_hold(&format!("{}, {length} characters", script.name));
        }
    }

    let mut figures = Figures::default();
    for beginning in [
        "te",
        "tea",
        "teah",
        "green",
        "cafe",
        "CAFÉ",
        "x",
        "hous",
        "20",
        "２０２６",
        "strasse",
        "Straße",
    ] {
        let plain_form = beginning
            .to_lowercase()
            .replace('é', "e")
            .replace('ß', "ss")
            .replace("２０２６", "2026");
        let end = if plain_form.len() == 1 { " " } else { "" };
        let expected = scan(&|plain| plain.contains(&format!(" {plain_form}{end}")));
        figures.add(&expected, &all_found(&anna, beginning).await);
    }
    figures.print_and_hold("Latin, beginnings of words");

    let mut figures = Figures::default();
    for _ in 0..20 {
        let words = [WORDS[dice.below(16)], WORDS[dice.below(16)]];
        let expected = scan(&|plain| plain.contains(&format!(" {} {} ", words[0], words[1])));
        figures.add(
            &expected,
            &all_found(&anna, &format!("\"{} {}\"", words[0], words[1])).await,
        );
    }
    figures.print_and_hold("Latin, phrases");

    let mut figures = Figures::default();
    for _ in 0..20 {
        let [one, other, without] = std::array::from_fn(|_| WORDS[dice.below(16)]);
        let has = |plain: &str, word: &str| plain.contains(&format!(" {word} "));
        let expected = scan(&|plain| has(plain, one) && has(plain, other) && !has(plain, without));
        let line = format!("\"{one}\" \"{other}\" -\"{without}\"");
        figures.add(&expected, &all_found(&anna, &line).await);
    }
    figures.print_and_hold("Latin, two words without a third");
}
