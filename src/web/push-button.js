/**
 * The button of a contact's page that registers this browser for notifications: it asks for permission, subscribes at the
 * browser's push service and sends the form with what came of it. Without this script the page says that it cannot.
 */
const form = document.querySelector('#device-form');

if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) {
  form.hidden = false;
  document.querySelector('#device-none').hidden = true;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    register().catch(() => tell('#device-failed'));
  });
}

async function register() {
  const button = form.querySelector('button');
  for (const problem of form.querySelectorAll('.problem')) problem.hidden = true;
  button.disabled = true;
  try {
    // asked first, while the press still counts as one
    if ((await Notification.requestPermission()) !== 'granted') return tell('#device-denied');
    await navigator.serviceWorker.register(form.dataset.worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    const { endpoint, keys } = (await subscribe(pushManager, form.dataset.key)).toJSON();
    const fields = { endpoint, p256dh: keys.p256dh, auth: keys.auth };
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
    form.submit();
  } finally {
    button.disabled = false;
  }
}

/** The subscription that there is, where it was made with this key; a browser has only one. */
async function subscribe(pushManager, key) {
  const present = await pushManager.getSubscription();
  if (present !== null && toBase64url(present.options.applicationServerKey) === key) return present;
  await present?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function toBase64url(buffer) {
  if (buffer === null) return '';
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function tell(place) {
  form.querySelector(place).hidden = false;
}
