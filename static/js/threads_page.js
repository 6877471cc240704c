// The list of threads: with scripts a thread opens beside its room, where it is live.

for (const row of document.querySelectorAll("[data-live]")) row.href = row.dataset.live;
