/** The service worker: shows what the push service hands over, and opens the buzz when it is pressed. */

/** As notify/templates/alert-push.ts writes it: title, body, url, tag, lang, action. */
self.addEventListener('push', (event) => {
  // A browser takes the right to notify away from who receives and shows nothing: what cannot be read is shown too.
  const note = readNote(event.data);
  const actions = note.action ? [{ action: 'answer', title: note.action.label }] : [];
  event.waitUntil(
    self.registration.showNotification(note.title, {
      body: note.body,
      tag: note.tag,
      lang: note.lang,
      renotify: true, // what replaces an older one rings again
      requireInteraction: note.action !== null,
      data: { url: note.url, answerUrl: note.action ? note.action.url : note.url },
      actions,
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  const { url, answerUrl } = event.notification.data;
  event.notification.close();
  event.waitUntil(openPage(event.action === 'answer' ? answerUrl : url));
});

// the newest worker serves at once: there is no page that an older one looks after
self.addEventListener('install', () => self.skipWaiting());

function readNote(data) {
  try {
    return data.json();
  } catch {
    return { title: 'Vigie', body: '', url: '/', tag: 'vigie', lang: '', action: null };
  }
}

async function openPage(url) {
  const { href } = new URL(url, self.location.origin);
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows.find((each) => each.url === href);
  return open === undefined ? self.clients.openWindow(href) : open.focus();
}
