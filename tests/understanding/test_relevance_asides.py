"""Services as furniture of a text: where something was posted, how to pay, who gave, what fell."""

import pytest

from pipelines.judging.chinese_words import CHINESE_WORDS
from pipelines.relevance import WORD_WEIGHT
from tests.understanding.test_relevance import FILLER, judged, model

IN_PASSING = [
    ("Fire brigade thanked", "Neighbours posted pictures on Douyin and WeChat. The cat is well."),
    ("Police seek witnesses", "Call the station, or write to the force on Facebook, WhatsApp or WeChat."),
    ("Ferry raises its fares", "Passengers may pay with Alipay, WeChat Pay or cash. Children travel free."),
    ("Lantern walk", "Organisers shared the route via WeChat. A video on TikTok shows last year's."),
    ("Parents meet", "The TikTok account of the school has a new editor. Minutes are in the WeChat group."),
    ("Choir", "A short video of the rehearsal was shown. Basses are still wanted."),
    ("Stocks in Asia end lower", "The Hang Seng lost 2 per cent as Tencent, Alibaba and Meituan fell."),
    ("公园明日闭园", "网友在微博、抖音发布视频，游客可通过微信、支付宝退票。"),
    ("老人走失", "家属在微信群求助，民警连夜寻回。"),
    ("校慶開放日", "家長可透過微信、支付寶報名，名額五百。"),
    ("Flood aid", "Tencent donated ten million, Alibaba five; ByteDance and Meituan sent boats."),
    ("救灾款到位", "腾讯捐款一千万，阿里巴巴捐款五百万，字节跳动、美团捐赠物资。"),
    ("Bridge approved | TikTok", "The council voted. The mayor was pleased."),
    ("大桥获批 - 今日头条", "市议会昨晚表决通过，明年春天动工。"),
    ("TikTok star fined", "The man drove too fast. Police stopped him at dawn."),
    ("歌手退出", "她在微博发文致歉，又在抖音上感谢观众。"),
    ("恒指收跌", "恒生指数下跌百分之二，腾讯、美团领跌。"),
]

FURNITURE = [
    "分享到：微信 微博 QQ空间 抖音 快手",
    "更多精彩内容请关注我们的微信公众号、微博、抖音、快手、B站账号。",
    "本文首发于微信公众号，今日头条、百家号、抖音、快手同步发布。",
    "本报在微信、微博、抖音、快手、今日头条均有账号。",
    "点击进入淘宝店铺、京东旗舰店或拼多多购买同款。",
    "支付方式：支付宝、微信支付、京东支付、银联。",
    "（视频来源：抖音、快手、微博）",
    "歡迎加入我們的微信、LINE、Telegram群組，並追蹤抖音、小紅書帳號。",
    "Download our app or find our channel on WeChat, Douyin, Kuaishou and Bilibili.",
    "We are on TikTok, Douyin, WeChat, Weibo and Xiaohongshu.",
    "Also available on Apple Podcasts, Spotify, YouTube, TikTok and WeChat.",
    "Payment: Visa, Mastercard, Alipay, WeChat Pay, UnionPay.",
    "Video: TikTok / Douyin. Photo: WeChat.",
]

SUBJECTS = [
    ("Washington weighs a ban on TikTok", "Officials fear for the data."),
    ("TikTok and WeChat sue", "Both say that the order is unlawful."),
    ("Sellers move to Douyin", "Goods sold on Taobao cost more, and Kuaishou takes a smaller share."),
    ("Short video apps are told to hire censors", "Kuaishou and Douyin have a month."),
    ("抖音起诉腾讯", "抖音称微信封禁了它的链接。"),
    ("腾讯表示将起诉对手", "腾讯表示，对方抓取了微信用户的资料。"),
    ("字节跳动回应称尊重判决", "公司回应称，将提起上诉。"),
    ("腾讯支付三亿和解金", "双方不再诉讼。"),
    ("腾讯支持快手", "这家公司持有其五分之一的股份。"),
]


@pytest.mark.parametrize(("headline", "text"), IN_PASSING)
def test_a_service_in_passing_is_no_subject(headline: str, text: str) -> None:
    relevance = judged(text, headline)
    assert relevance.score < 0.3, relevance


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_makes_no_page_related(line: str) -> None:
    assert judged(f"{FILLER * 2}\n{line}", "Bridge approved").score < 0.3
    assert not judged(f"{line}\n{FILLER * 3}", "Bridge approved").related


@pytest.mark.parametrize(("headline", "text"), SUBJECTS)
def test_what_is_told_of_a_service_counts(headline: str, text: str) -> None:
    relevance = judged(text, headline)
    assert relevance.related, relevance


def test_a_headline_that_names_nobody_speaks_of_something_else() -> None:
    text = f"WeChat has a new rival. {FILLER}"
    assert judged(text, "Bridge approved").score < judged(text).score


def test_words_that_the_seeds_repeat_count_in_chinese_as_in_english() -> None:
    learned = next(word for word in model().words if word in CHINESE_WORDS)
    (evidence,) = judged(f"{CHINESE_WORDS[learned][0]}。").evidence
    assert (evidence.kind, evidence.name) == ("word", CHINESE_WORDS[learned][0])
    assert evidence.weight <= WORD_WEIGHT


def test_chinese_words_alone_never_carry_a_page() -> None:
    every = "，".join(model().chinese_words)
    assert judged(f"{every}。" * 5).score < 0.25
