/** How a web server hands out a bank file at the bank's domain, byte for byte and without a redirect. */

/**
 * @param {string} domain in ASCII
 * @param {string} file the bank file's name
 * @param {string} address below the domain, from the app
 * @returns {{ nginx: string, apache: string }} for the virtual host of the domain
 */
export function serving(domain, file, address) {
  const path = `/srv/koshin/${file.replaceAll(/[^\w.-]/g, '_')}`
  return { nginx: nginx(domain, path, address), apache: apache(domain, path, address) }
}

const nginx = (domain, path, address) => `server {
    # listen, ssl_certificate and the like as they are
    server_name ${domain};
    location = ${address} {
        alias ${path};
        types { }
        default_type application/json;
        add_header Cache-Control "no-cache";
        gzip off;
    }
}
`

const apache = (domain, path, address) => `<VirtualHost *:443>
    # SSLEngine, SSLCertificateFile and the like as they are
    ServerName ${domain}
    Alias "${address}" "${path}"
    <Files "${path.split('/').at(-1)}">
        Require all granted
        ForceType application/json
        SetEnv no-gzip 1
    </Files>
</VirtualHost>
`
