//! Searching a million messages: rare and common words of three scripts, alone and together, near and deep, by readers of
//! all rooms, of few and of half of them.

use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::Failed;
use super::arguments::Options;
use super::fill;
use super::http::{self, Client};
use super::series::{Table, percentile_of, short};
use super::target::{House, Kind, Target};

const ROOMS: usize = 200;
/// Of them, private ones.
const PRIVATE: usize = 180;
const PEOPLE: usize = 50;
/// The second of the people is in so many of the private rooms.
const HALF: usize = 80;
const ASKED: usize = 40;
/// Rows of one statement: SQLite takes 32,766 values.
const ROWS: usize = 2_000;

/// Words that are used as people use theirs: the n-th about an n-th as often as the first.
struct Words {
    han: Vec<char>,
    latin: Vec<String>,
    dice: u64,
}

impl Words {
    fn new() -> Self {
        let mut words = Self {
            han: ('\u{4E00}'..).take(3_000).collect(),
            latin: Vec::new(),
            dice: 88_172_645_463_325_252,
        };
        while words.latin.len() < 20_000 {
            let length = 2 + words.below(8);
            let word = (0..length).map(|at| {
                let letters: &[u8] = if at % 2 == 0 {
                    b"bcdfghklmnprstvw"
                } else {
                    b"aeiou"
                };
                char::from(letters[words.below(letters.len())])
            });
            let word = word.collect();
            words.latin.push(word);
        }
        words
    }

    fn below(&mut self, bound: usize) -> usize {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        usize::try_from(self.dice % bound as u64).unwrap_or_default()
    }

    /// A rank: 0 the most often.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a short list"
    )]
    fn rank(&mut self, count: usize) -> usize {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        let rank = ((count as f64 + 4.0) / 4.0).powf(share).mul_add(4.0, -4.0);
        (rank as usize).min(count - 1)
    }

    fn text(&mut self, number: i64) -> String {
        if number % 2 == 0 {
            let length = 3 + self.below(12);
            let words = (0..length).map(|_| {
                let rank = self.rank(self.latin.len());
                self.latin[rank].clone()
            });
            return words.collect::<Vec<_>>().join(" ");
        }
        let length = 4 + self.below(27);
        (0..length)
            .map(|_| {
                let rank = self.rank(self.han.len());
                self.han[rank]
            })
            .collect()
    }

    fn han(&self, ranks: &[usize]) -> String {
        ranks.iter().map(|rank| self.han[*rank]).collect()
    }
}

pub fn run(options: &Options) -> Result<(), Failed> {
    let house = House {
        rooms: 1,
        people: PEOPLE,
        peopled: 1,
    };
    let mut target = Target::start(Kind::Teahouse, house, options)?;
    let mut words = Words::new();
    let count = options.messages;
    fill::stopped(&mut target, async |pool| {
        let mut writing = pool.begin().await?;
        rooms(&mut writing).await?;
        let mut number = 0;
        while number < count {
            number += messages(&mut writing, &mut words, number, count).await?;
        }
        sqlx::query("update search_state set pending = (select max(id) from messages)")
            .execute(&mut *writing)
            .await?;
        writing.commit().await
    })?;
    target.restart(options)?;
    indexed(&target)?;
    let mut table = Table::new(&["question", "reads", "hits", "least ms", "p50 ms", "p99 ms"]);
    for (name, line, more) in questions(&words, count) {
        if !name.contains(&options.only) {
            continue;
        }
        for (reader, cookie) in [
            ("all rooms", target.cookie(0).to_owned()),
            ("22 of 202", target.cookie(2).to_owned()),
            ("102 of 202", target.cookie(1).to_owned()),
        ] {
            let (hits, mut times) = ask(&target, &cookie, &line, &more)?;
            table.row(vec![
                name.to_owned(),
                reader.to_owned(),
                hits.to_string(),
                short(percentile_of(&mut times, 0.0)),
                short(percentile_of(&mut times, 50.0)),
                short(percentile_of(&mut times, 99.0)),
            ]);
        }
    }
    table.print(&format!(
        "Search over {count} messages in {ROOMS} rooms, by HTTP, {ASKED} times each"
    ));
    Ok(())
}

/// Waits until the server has indexed what it was started on, and has it checked; prints how long both took.
fn indexed(target: &Target) -> Result<(), Failed> {
    let began = Instant::now();
    let request = http::get(target, target.cookie(0), "/api/search?q=zzzzzz");
    loop {
        let answer = Client::connect(target.address)?.ask(&request)?;
        let found: serde_json::Value = serde_json::from_slice(&answer.body)?;
        if found["indexing"].is_null() {
            break;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    let seconds = began.elapsed().as_secs_f64();
    let server = target
        .server
        .as_ref()
        .ok_or("only a server of our own is filled")?;
    let began = Instant::now();
    let checked = server.command(&["search", "check"]).must_succeed();
    println!(
        "{} messages indexed in {seconds:.0} s, checked in {:.0} s",
        checked.trim(),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// What is asked, and the cursor.
fn questions(words: &Words, count: i64) -> Vec<(&'static str, String, String)> {
    let latin = |rank: usize| words.latin[rank].clone();
    let long = |from: usize| {
        let long = words.latin.iter().skip(from).find(|word| word.len() >= 7);
        long.cloned().unwrap_or_default()
    };
    let deep = format!("&cursor={}", count * 3 / 10);
    let plain = |name, line: String| (name, line, String::new());
    vec![
        plain("one character, common", words.han(&[0])),
        plain("one character, rare", words.han(&[2_900])),
        plain("two characters, common", words.han(&[0, 1])),
        plain("two characters, rare", words.han(&[300, 700])),
        plain("three characters", words.han(&[3, 9, 1])),
        plain("four characters, all common", words.han(&[2, 0, 3, 1])),
        plain(
            "eight characters",
            words.han(&[5, 40, 2, 90, 7, 300, 1, 12]),
        ),
        plain("a word, common", format!("\"{}\"", latin(0))),
        plain("a word, rare", latin(19_000)),
        plain("beginning, two letters", latin(0)[..2].to_owned()),
        plain("beginning, four letters", long(0)[..4].to_owned()),
        plain("beginning, six letters", long(0)[..6].to_owned()),
        plain("two words", format!("{} {}", latin(3), latin(40))),
        plain(
            "two words that never meet",
            format!("{} {}", latin(0), words.han(&[0])),
        ),
        plain("a phrase", format!("\"{} {}\"", latin(1), latin(5))),
        plain("without a word", format!("{} -{}", latin(2), latin(1))),
        plain("from somebody", format!("{} from:guest7", words.han(&[0]))),
        plain("all from somebody", "from:guest7".to_owned()),
        plain(
            "in a room",
            format!("{} in:find-{}", words.han(&[1]), ROOMS - 1),
        ),
        plain(
            "between two days",
            format!("{} after:2023-11-16 before:2023-11-18", words.han(&[1])),
        ),
        ("deep, common", words.han(&[0]), deep.clone()),
        ("deep, two characters", words.han(&[0, 1]), deep),
        plain("nothing", "zzzzzz".to_owned()),
    ]
}

fn ask(target: &Target, cookie: &str, line: &str, more: &str) -> Result<(usize, Vec<f64>), Failed> {
    let mut client = Client::connect(target.address)?;
    let path = format!(
        "/api/search?q={}{more}",
        utf8_percent_encode(line, NON_ALPHANUMERIC)
    );
    let request = http::get(target, cookie, &path);
    let (mut hits, mut times) = (0, Vec::new());
    for number in 0..=ASKED {
        let answer = client.ask(&request)?;
        if answer.status != 200 {
            return Err(format!("{line} was answered with {}", answer.status).into());
        }
        let found: serde_json::Value = serde_json::from_slice(&answer.body)?;
        hits = found["messages"].as_array().map_or(0, Vec::len);
        if number > 0 {
            times.push(answer.whole.as_secs_f64() * 1e3);
        }
    }
    Ok((hits, times))
}

async fn rooms(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for number in 0..ROOMS {
        let kind = if number < PRIVATE { "private" } else { "open" };
        sqlx::query("insert into rooms (name, title, kind, created_by, created_at) values ($1, $1, $2, 1, 0)")
            .bind(format!("find-{number}"))
            .bind(kind)
            .execute(&mut *connection)
            .await?;
    }
    for (person, count) in [("guest0", PRIVATE), ("guest1", HALF)] {
        sqlx::query(
            "insert into memberships (room_id, user_id, role, last_read, joined_at)
             select r.id, u.id, 'member', 0, 0 from (select id from rooms where name like 'find-%' order by id limit $2) r
             join users u on u.username = $1",
        )
        .bind(person)
        .bind(i64::try_from(count).unwrap_or_default())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The next rows; how many.
async fn messages(
    connection: &mut SqliteConnection,
    words: &mut Words,
    from: i64,
    count: i64,
) -> Result<i64, sqlx::Error> {
    let first_room: i64 = sqlx::query_scalar("select min(id) from rooms where name like 'find-%'")
        .fetch_one(&mut *connection)
        .await?;
    let first_person: i64 =
        sqlx::query_scalar("select min(id) from users where username like 'guest%'")
            .fetch_one(&mut *connection)
            .await?;
    let upto = count.min(from + i64::try_from(ROWS).unwrap_or_default());
    let mut query = QueryBuilder::<Sqlite>::new(
        "insert into messages (room_id, seq, place, user_id, body, html, created_at) ",
    );
    query.push_values(from..upto, |mut row, number| {
        let text = words.text(number);
        let room = words.below(ROOMS);
        let author = words.below(PEOPLE);
        row.push_bind(first_room + i64::try_from(room).unwrap_or_default())
            .push_bind(number + 1)
            .push_bind(number + 1)
            .push_bind(first_person + i64::try_from(author).unwrap_or_default())
            .push_bind(text.clone())
            .push_bind(format!("<p>{text}</p>"))
            .push_bind(1_700_000_000_000_000 + number * 1_000_000);
    });
    query.build().execute(connection).await?;
    Ok(upto - from)
}
