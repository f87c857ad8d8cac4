"""The hello-world server of programs/http-server.js: twisted-http-server.py REACTOR."""

import sys

from reactors import install
from talk import answer_lines, report

run = install(sys.argv[1])

from twisted.internet import reactor
from twisted.web import resource, server


class Hello(resource.Resource):
    isLeaf = True

    def render_GET(self, request):
        request.setHeader(b"content-type", b"text/plain")
        return b"hello, world"


class QuietSite(server.Site):
    def log(self, request):
        pass


listening = reactor.listenTCP(0, QuietSite(Hello()), backlog=512, interface="127.0.0.1")
report({"port": listening.getHost().port})
answer_lines()
run()
