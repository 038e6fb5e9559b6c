"""The browser the tests drive: it runs scripts, keeps nothing of the visitor before, and is one."""

from tests.flows.browser import PERSON, site


def test_each_visitor_comes_with_nothing_kept(chromium, tmp_path):
    (tmp_path / "index.html").write_text("<script>localStorage.seen = 1</script>")
    with site(tmp_path, {"X-Site": "casa"}) as origin:
        for _ in range(2):
            context = chromium.new_context(user_agent=PERSON)
            page = context.new_page()
            page.add_init_script("window.before = localStorage.seen")
            answer = page.goto(origin)
            assert answer is not None
            assert answer.headers["x-site"] == "casa"
            assert page.evaluate("[window.before, localStorage.seen]") == [None, "1"]
            assert "Headless" not in page.evaluate("navigator.userAgent")
            context.close()
