"""What this team asks of every article, beside archiver's own checks."""


def test_the_title_of_the_page_is_that_of_the_post(article):
    assert article.post.title in article.capture.snapshot.title


def test_a_picture_was_taken(article):
    assert article.picture


def test_no_page_is_older_than_the_others_by_a_year(archive):
    days = [summary.started_at for summary in archive.captures()]
    assert (max(days) - min(days)).days < 366
