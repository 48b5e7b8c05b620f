// The API's description, each group of operations folded until somebody opens it: a hundred and more at once take seconds.

const place = document.getElementById('api-docs');
const wished = document.documentElement.dataset.bsTheme;
const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', wished ? wished === 'dark' : dark.matches);
dark.addEventListener('change', paint);
paint();

window.SwaggerUIBundle({
    url: place.dataset.description,
    domNode: place,
    presets: [window.SwaggerUIBundle.presets.apis],
    docExpansion: 'none',
    defaultModelsExpandDepth: -1,
    defaultModelExpandDepth: 2,
    tagsSorter: 'alpha',
    filter: true,
    syntaxHighlight: false,
    validatorUrl: null,
    requestInterceptor(request) {
        if (!['GET', 'HEAD'].includes((request.method ?? 'GET').toUpperCase()) && place.dataset.csrfHeader) {
            request.headers[place.dataset.csrfHeader] = place.dataset.csrfToken;
        }
        return request;
    },
});
