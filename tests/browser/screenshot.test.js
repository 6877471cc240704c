// The picture of the README, docs/screenshot.png, made anew by: TEAHOUSE_SCREENSHOT=1 node --test screenshot.test.js

import { describe, test } from "node:test";

import { ROOT } from "./support/server.js";
import { Teahouse } from "./support/teahouse.js";

const skip = process.env.TEAHOUSE_SCREENSHOT ? false : "made only when TEAHOUSE_SCREENSHOT=1 asks for it";

const CODE = `\`\`\`
# teahouse.toml
public_url = "https://tea.example"
trusted_proxies = ["10.0.0.0/8"]
\`\`\``;

/** Who says what, and when: the times of a morning, which the picture shows in place of the minute it is made in. */
const TALK = [
  ["meg", "09:02", "Good morning. The new build is on the staging server: it starts in half a second now."],
  ["zhangsan", "09:04", "早上好！我来试一下。"],
  ["zhangsan", "09:04", "启动确实快了很多，日志里也没有报错。不过配置文件要改一行："],
  ["zhangsan", "09:05", CODE],
  ["tom", "09:17", "Done. `teahouse migrate --status` says: up to date."],
  ["liwei", "09:31", "备份也做好了，恢复测试通过 👍"],
  ["zhangsan", "09:32", "那就下午三点上线？"],
  ["meg", "09:34", "Yes, at three. Thank you, 李薇. The notes are at https://tea.example/notes"],
];

describe("the picture of the README", { skip }, () => {
  const teahouse = Teahouse.start({ people: { meg: "Meg Fisher", zhangsan: "张三", tom: "Tom", liwei: "李薇" } });

  /** Puts the times of the story into the page, before its scripts read them. */
  async function tellTimes(page) {
    const today = new Date().toLocaleDateString("en-CA", { timeZone: "Asia/Shanghai" });
    const moments = TALK.map(([, clock]) => new Date(`${today}T${clock}:00+08:00`).toISOString());
    await page.addInitScript((told) => {
      document.addEventListener("readystatechange", () => {
        if (document.readyState !== "interactive") return;
        document.querySelectorAll("#messages .message-time time").forEach((time, turn) => (time.dateTime = told[turn]));
      });
    }, moments);
  }

  test("two people and more, in English and Chinese, with code", async () => {
    const topic = "Operations: what runs, what is next · 今日值班：张三";
    const room = teahouse.room("运维咖啡吧", "--title", "运维咖啡吧", "--topic", topic);
    const release = teahouse.room("release", "--title", "Release week");
    const design = teahouse.room("design", "--title", "设计讨论");
    const people = {};
    for (const username of ["meg", "zhangsan", "tom", "liwei"]) {
      people[username] = await teahouse.person(username, { deviceScaleFactor: 2, colorScheme: "light" });
      await people[username].comesIn();
    }
    const { meg, zhangsan, tom } = people;
    await meg.hasSaid(release, ["The change log is ready to be read."]);
    await meg.hasSaid(design, ["周三看新的图标。"]);
    await zhangsan.hasSaid(release, ["我看过了，没有问题。"]);
    for (const [username, , text] of TALK) await people[username].hasSaid(room, [text]);
    await tellTimes(meg.page);
    await meg.opens(room);
    await tom.opens(room);
    await tom.writes("see you");
    await meg.page.locator("#chat-typing:not(:empty)").waitFor();
    await meg.eye.rests();
    await meg.page.screenshot({ path: `${ROOT}/docs/screenshot.png` });
  });
});
