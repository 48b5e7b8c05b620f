import { startSession } from './session.js';

/** The page's own settings, as JSON in <script type="application/json" id="session-config">: see startSession. */
const config = JSON.parse(document.getElementById('session-config').textContent);

startSession({ ...config, root: document.getElementById('session') });
