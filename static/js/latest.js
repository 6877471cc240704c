// Questions that are asked again before they are answered: only the newest one's answer counts.

/** Makes of `ask` a question whose answer, or failure, is undefined where it has been asked again meanwhile. */
export function latest(ask) {
  let asked = 0;
  return async (...question) => {
    const turn = (asked += 1);
    try {
      const answer = await ask(...question);
      return turn === asked ? answer : undefined;
    } catch (error) {
      if (turn === asked) throw error;
    }
  };
}
