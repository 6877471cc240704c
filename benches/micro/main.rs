//! What rendering and the protocol cost by themselves: `cargo bench --bench micro`. Encoding and decoding stand as far
//! as they are public: the object of a frame or body, the command in it, and a message as frames and API show it.

mod worst;
mod worst_texts;

use std::hint::black_box;
use std::sync::LazyLock;

use criterion::{Criterion, criterion_group, criterion_main};
use teahouse::chat::{Markdown, Words};
use teahouse::consumers::{MessageFrame, read_message, read_object};
use teahouse::domain::{
    CustomEmoji, EmojiName, Message, MessageId, People, Person, RoomId, RoomName, Seq, Timestamp,
    UserId,
};

const PLAIN: &str = "the kettle is on, come over when you have a minute, and bring cups";
const RICH: &str =
    "see https://example.org/tea?a=1&b=2 and `a < b`\n\n```rust\nfn main() {}\n```\n谢谢大家";
const COMMAND: &str = r#"{"type":"message","nonce":"c-3f0e","message":"the kettle is on, come over when you have a minute"}"#;

static EMOJI: LazyLock<CustomEmoji> =
    LazyLock::new(|| EmojiName::parse("custom").into_iter().collect());
static PEOPLE: LazyLock<People> = LazyLock::new(People::default);

/// As the server does it: whom the text names is asked first.
fn render(text: &str) -> String {
    let markdown = Markdown::read(text);
    black_box(markdown.calls());
    markdown.html(&Words {
        people: &PEOPLE,
        emoji: &EMOJI,
        room: true,
    })
}

fn rendering(criterion: &mut Criterion) {
    worst::print();
    criterion.bench_function("render a line", |bench| {
        bench.iter(|| render(black_box(PLAIN)));
    });
    criterion.bench_function("render links, code and Han", |bench| {
        bench.iter(|| render(black_box(RICH)));
    });
}

fn protocol(criterion: &mut Criterion) {
    criterion.bench_function("decode a command", |bench| {
        bench.iter(|| {
            read_object(black_box(COMMAND.as_bytes())).map(|object| read_message(&object).is_ok())
        });
    });
    let room = RoomName::stored("lobby".to_owned());
    let message = message();
    criterion.bench_function("encode a message", |bench| {
        bench.iter(|| serde_json::to_vec(&MessageFrame::new(black_box(&room), &message)).ok());
    });
}

fn message() -> Message {
    Message {
        id: MessageId(88_213),
        room: RoomId(1),
        seq: Seq(1_042),
        author: Person {
            id: UserId(7),
            name: "张三".to_owned(),
            username: "zhangsan".to_owned(),
        },
        bot: false,
        text: PLAIN.to_owned(),
        html: render(PLAIN),
        at: Timestamp(1_700_000_000_000_000),
        edited_at: None,
        deleted: false,
        mentions: Vec::new(),
        reactions: Vec::new(),
        pinned: false,
        reply_to: None,
        thread: None,
    }
}

criterion_group!(benches, rendering, protocol);
criterion_main!(benches);
