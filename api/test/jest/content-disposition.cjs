module.exports = globalThis.esmOnly['content-disposition']
